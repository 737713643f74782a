package dev.gleaner.analyzer.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.test.SeededTest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ThreadProgressTest {

    private static final Instant START = Instant.parse("2026-07-01T00:00:00Z");
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final ThreadProgress progress = new ThreadProgress(INTERVAL);

    @Test
    void shouldTellHowLongTheSlowestThreadHasStoodStill() {
        progress.check(Map.of("one", 1.0, "two", 1.0), at(0), false);
        progress.check(Map.of("one", 1.0, "two", 2.0), at(1), false);

        assertThat(progress.check(Map.of("one", 1.0, "two", 3.0), at(2), false))
                .contains(new ThreadProgress.Standstill("one", Duration.ofSeconds(10)));
    }

    @Test
    void shouldForgetAThreadThatHasEnded() {
        progress.check(Map.of("one", 1.0), at(0), false);
        progress.check(Map.of(), at(1), false);

        assertThat(progress.check(Map.of("one", 1.0), at(2), false))
                .contains(new ThreadProgress.Standstill("one", Duration.ZERO));
    }

    @Test
    void shouldBeginAnewAfterAnExcuse() {
        progress.check(Map.of("one", 1.0), at(0), false);
        progress.check(Map.of("one", 1.0), at(1), true);

        assertThat(progress.check(Map.of("one", 1.0), at(2), false))
                .contains(new ThreadProgress.Standstill("one", INTERVAL));
    }

    /** A suspended process stands still as a whole: its threads had no chance to work. */
    @Test
    void shouldNotCountTimeInWhichTheProcessItselfWasSuspended() {
        progress.check(Map.of("one", 1.0), at(0), false);

        assertThat(progress.check(Map.of("one", 1.0), at(1000), false))
                .contains(new ThreadProgress.Standstill("one", Duration.ZERO));
    }

    @Test
    void shouldNotCountAClockThatWasSetBack() {
        progress.check(Map.of("one", 1.0), at(1000), false);

        assertThat(progress.check(Map.of("one", 1.0), at(0), false))
                .contains(new ThreadProgress.Standstill("one", Duration.ZERO));
    }

    /** Compared with the time since the last change of its counter, whatever the other threads do. */
    @SeededTest(200)
    void shouldTellTheTimeSinceTheLastChange(long seed) {
        Random random = new Random(seed);
        double[] counts = new double[3];
        int[] changed = new int[3];
        for (int round = 0; round < 100; round++) {
            for (int thread = 0; thread < counts.length; thread++) {
                if (round == 0 || random.nextInt(4) == 0) {
                    counts[thread]++;
                    changed[thread] = round;
                }
            }
            int oldest = Math.min(changed[0], Math.min(changed[1], changed[2]));
            assertThat(progress.check(Map.of("0", counts[0], "1", counts[1], "2", counts[2]), at(round), false))
                    .map(ThreadProgress.Standstill::duration)
                    .contains(INTERVAL.multipliedBy(round - oldest));
        }
    }

    private static Instant at(long round) {
        return START.plus(INTERVAL.multipliedBy(round));
    }
}
