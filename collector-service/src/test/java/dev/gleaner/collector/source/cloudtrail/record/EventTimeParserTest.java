package dev.gleaner.collector.source.cloudtrail.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.collector.files.StoredFile;
import dev.gleaner.collector.source.LogDelivery;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventTimeParserTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2024-11-25T22:00:58Z",
                "2024-11-25 22:00:58.000000000",
                "2024-11-25T22:00:58",
                "2024-11-25T22:00:58.000Z",
                "2024-11-25T23:00:58+01:00",
                " 2024-11-25T22:00:58Z "
            })
    void shouldReadEveryFormOfATime(String text) {
        assertThat(EventTimeParser.parse(text)).contains(Instant.parse("2024-11-25T22:00:58Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "...", "foo", "2024-11-25", "25/11/2024 22:00"})
    void shouldNotGuess(String text) {
        assertThat(EventTimeParser.parse(text)).isEmpty();
    }

    @Test
    void shouldReadTheDeliveryFromTheNameOfAFile() {
        TrailFileName file = new TrailFileName(
                new StoredFile("a/", "111122223333_CloudTrail_us-east-1_20260301T1005Z_A1b2.json.gz", "v"));

        assertThat(file.delivery())
                .contains(new LogDelivery("111122223333", "us-east-1", Instant.parse("2026-03-01T10:05:00Z")));
        assertThat(new TrailFileName(new StoredFile("", "list.json", "v")).delivery())
                .isEmpty();
        assertThat(new TrailFileName(new StoredFile("", "111122223333_CloudTrail_us-east-1_20269901T1005Z_A.json", "v"))
                        .delivery())
                .isEmpty();
    }
}
