package dev.gleaner.systemtests.flood;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RollingHourMaximumTest {

    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");

    private final RollingHourMaximum rollingHourMaximum = new RollingHourMaximum();

    @Test
    void shouldCountNothingAsNothing() {
        assertThat(rollingHourMaximum.mostInAnHour()).isZero();
    }

    @Test
    void shouldCountWhatIsWithinAnHour() {
        spend(60, 0);
        spend(1, 3599);

        assertThat(rollingHourMaximum.mostInAnHour()).isEqualByComparingTo("61");
    }

    @Test
    void shouldNotCountWhatIsAnHourApart() {
        spend(60, 0);
        spend(60, 3600);

        assertThat(rollingHourMaximum.mostInAnHour()).isEqualByComparingTo("60");
    }

    /** Hours begin anywhere, not only at the first action or when a clock strikes. */
    @Test
    void shouldSeeAnHourThatBeginsInTheMiddle() {
        spend(1, 0);
        spend(50, 3000);
        spend(50, 4000);
        spend(1, 8000);

        assertThat(rollingHourMaximum.mostInAnHour()).isEqualByComparingTo("100");
    }

    /** AWS is asked by several at once, and what is read of a map has no order. */
    @Test
    void shouldNotDependOnTheOrderInWhichItIsTold() {
        spend(1, 8000);
        spend(50, 4000);
        spend(1, 0);
        spend(50, 3000);

        assertThat(rollingHourMaximum.mostInAnHour()).isEqualByComparingTo("100");
    }

    private void spend(int times, long atSecond) {
        for (int i = 0; i < times; i++) {
            rollingHourMaximum.add(START.plusSeconds(atSecond), BigDecimal.ONE);
        }
    }
}
