package dev.gleaner.collector.source.flowlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.collector.files.StoredFile;
import dev.gleaner.collector.source.LogDelivery;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowFileNameTest {

    @Test
    void shouldTellWhenAndForWhomAFileWasDelivered() {
        String path = "AWSLogs/aws-account-id=111122223333/aws-service=vpcflowlogs/hour=10/"
                + "111122223333_vpcflowlogs_us-east-1_fl-00123456789abcdef_20260301T1020Z_1a2b3c4d.log.parquet";

        assertThat(FlowFileName.delivery(path))
                .contains(new LogDelivery("111122223333", "us-east-1", Instant.parse("2026-03-01T10:20:00Z")));
        assertThat(FlowFileName.delivery("v2_samples.log")).isEmpty();
        assertThat(FlowFileName.delivery("111122223333_vpcflowlogs_us-east-1_fl-1_20269901T1020Z_a.log"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"a.log,true", "a.log.gz,true", "a.log.parquet,true", "a.parquet,true", "a.json,false", "LICENSE,false"})
    void shouldReadFilesOfFlowLogsOnly(String name, boolean expected) {
        assertThat(FlowFileName.isLog(new StoredFile("", name, "1"))).isEqualTo(expected);
    }
}
