package dev.gleaner.actuator.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.test.SeededTest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanaryWaveStateTest {

    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final CanaryWaveState.Limits LIMITS = new CanaryWaveState.Limits(1, 32, 0.2, Duration.ofDays(7));

    @Test
    void shouldDoubleWithEachWaveThatWentWell() {
        CanaryWaveState wave = wave(1, 0, 1, 0);
        int[] sizes = new int[7];
        for (int i = 0; i < sizes.length; i++) {
            CanaryWaveState next = wave.next(NOW, LIMITS);
            sizes[i] = next.size();
            wave = wave(next.size(), 0, next.size(), 0);
        }

        assertThat(sizes).containsExactly(2, 4, 8, 16, 32, 32, 32);
    }

    @Test
    void shouldNotBeginTheNextBeforeAllOfThisOneAreOver() {
        assertThat(wave(4, 1, 3, 0).next(NOW, LIMITS)).isEqualTo(wave(4, 1, 3, 0));
        assertThat(wave(4, 0, 3, 0).next(NOW, LIMITS)).isEqualTo(wave(4, 0, 3, 0));
    }

    @ParameterizedTest
    @CsvSource({"1, 1, true", "2, 1, true", "4, 1, true", "8, 1, false", "8, 2, true", "32, 6, false", "32, 7, true"})
    void shouldHaltWhenMoreThanAFifthFailed(int size, int failed, boolean halted) {
        CanaryWaveState wave = wave(size, 0, size, failed);

        assertThat(wave.isHalted(LIMITS.threshold())).isEqualTo(halted);
        assertThat(wave.next(NOW.plus(Duration.ofDays(30)), LIMITS).equals(wave))
                .isEqualTo(halted);
        assertThat(wave.reset(LIMITS).size()).isEqualTo(1);
        assertThat(wave.reset(LIMITS).isHalted(LIMITS.threshold())).isFalse();
    }

    @Test
    void shouldStartAnewAfterAWeekWithout() {
        assertThat(wave(8, 0, 3, 0).next(NOW.plus(Duration.ofDays(7)), LIMITS).size())
                .isEqualTo(1);
        assertThat(wave(8, 0, 3, 0)
                        .next(NOW.plus(Duration.ofDays(7)).minusSeconds(1), LIMITS)
                        .size())
                .isEqualTo(8);
    }

    /** However actions end, before a halt at most a wave is under way, and no more than one wave's share fails. */
    @SeededTest(100)
    void shouldBoundHowManyFailBeforeItHalts(long seed) {
        Random random = new Random(seed);
        double rate = random.nextDouble();
        CanaryWaveState wave = wave(1, 0, 0, 0);
        int begun = 0;
        while (!wave.isHalted(LIMITS.threshold()) && begun < 500) {
            boolean begins = !wave.isFull() && (wave.underWay() == 0 || random.nextBoolean());
            if (begins) {
                begun++;
                wave = wave(wave.size(), wave.underWay() + 1, wave.finished(), wave.failed());
            } else if (wave.underWay() > 0) {
                int failed = random.nextDouble() < rate ? 1 : 0;
                wave = wave(wave.size(), wave.underWay() - 1, wave.finished() + 1, wave.failed() + failed);
            }
            assertThat(wave.underWay() + wave.finished()).isLessThanOrEqualTo(wave.size());
            wave = wave.next(NOW, LIMITS);
        }
        if (wave.isHalted(LIMITS.threshold())) {
            assertThat(wave.failed() - 1.0).isLessThanOrEqualTo(LIMITS.threshold() * wave.size());
        }
    }

    private static CanaryWaveState wave(int size, int underWay, int over, int failed) {
        return new CanaryWaveState("stop-instance", "123456789012", 1, size, underWay, over, failed, Optional.of(NOW));
    }
}
