package dev.gleaner.collector.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.test.MutableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BackfillProgressLogTest {

    private final MutableClock clock = new MutableClock(Instant.EPOCH);
    private final BackfillProgressLog bar = new BackfillProgressLog("cloudtrail-folder", 40, clock);

    @Test
    void shouldTellFilesRateAndWhatIsLeft() {
        clock.advance(Duration.ofSeconds(6));

        assertThat(bar.line(10, 12_000))
                .contains("Backfill of cloudtrail-folder: [#####---------------] 10 of 40 files, 12000 records,"
                        + " 2000 records/s, 18 s to go");
    }

    @Test
    void shouldNotTellMoreThanALineInFiveSeconds() {
        clock.advance(Duration.ofSeconds(6));
        bar.line(1, 1);
        clock.advance(Duration.ofSeconds(4));
        assertThat(bar.line(1, 1)).isEmpty();

        clock.advance(Duration.ofSeconds(1));

        assertThat(bar.line(1, 1)).isPresent();
    }

    @Test
    void shouldEndWithALineOnlyWhereThereWereOthers() {
        assertThat(bar.last()).isEmpty();

        clock.advance(Duration.ofSeconds(6));
        bar.line(10, 1000);
        clock.advance(Duration.ofSeconds(4));
        assertThat(bar.line(30, 4000)).isEmpty();

        assertThat(bar.last())
                .contains("Backfill of cloudtrail-folder: [####################] 40 of 40 files, 5000 records,"
                        + " 500 records/s in 10 s");
    }
}
