package dev.gleaner.collector.source.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.collector.files.StoredFile;
import dev.gleaner.collector.source.LogDelivery;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessLogFileNameTest {

    @ParameterizedTest
    @CsvSource({
        "2026-03-01-05-06-35-0123456789ABCDEF, '', ''",
        "logs/2026-03-01-05-06-35-0123456789ABCDEF, '', ''",
        "logs/mine2026-03-01-05-06-35-0123456789ABCDEF.gz, '', ''",
        "111122223333/us-east-1/data/2026/03/01/2026-03-01-05-06-35-0123456789ABCDEF, 111122223333, us-east-1",
        "logs/111122223333/us-gov-west-1/data/2026/03/01/2026-03-01-05-06-35-01AB, 111122223333, us-gov-west-1",
        "logs111122223333/eu-west-3/data/2026/03/01/2026-03-01-05-06-35-01AB, 111122223333, eu-west-3",
        "9111122223333/eu-west-3/data/2026/03/01/2026-03-01-05-06-35-01AB, '', ''",
    })
    void shouldTellWhatANameTells(String path, String account, String region) {
        assertThat(AccessLogFileName.isLog(StoredFile.of(path, "1"))).isTrue();
        assertThat(AccessLogFileName.delivery(path, "", ""))
                .contains(new LogDelivery(account, region, Instant.parse("2026-03-01T05:06:35Z")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "logs/README",
                "logs/2026-03-01-05-06-0123456789ABCDEF",
                "logs/2026-13-01-05-06-35-0123456789ABCDEF",
                "logs/2026-03-01-05-06-35-0123456789ABCDEF.txt",
                "2026-03-01-05-06-35-0123456789ABCDEF/other",
            })
    void shouldLeaveOutOtherFiles(String path) {
        assertThat(AccessLogFileName.isLog(StoredFile.of(path, "1"))).isFalse();
    }
}
