package dev.gleaner.systemtests.flood;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RollingHourMaximumTest {

    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");

    private final RollingHourMaximum rollingHourMaximum = new RollingHourMaximum();

    @Test
    void shouldBeZeroWithoutAmounts() {
        assertThat(rollingHourMaximum.mostInAnHour()).isZero();
    }

    @Test
    void shouldAddAmountsWithinAnHour() {
        spend(60, 0);
        spend(1, 3599);

        assertThat(rollingHourMaximum.mostInAnHour()).isEqualByComparingTo("61");
    }

    @Test
    void shouldNotAddAmountsAnHourApart() {
        spend(60, 0);
        spend(60, 3600);

        assertThat(rollingHourMaximum.mostInAnHour()).isEqualByComparingTo("60");
    }

    /** An hour may begin at any time, not only at the first action or on the hour. */
    @Test
    void shouldConsiderHoursThatBeginAtAnyTime() {
        spend(1, 0);
        spend(50, 3000);
        spend(50, 4000);
        spend(1, 8000);

        assertThat(rollingHourMaximum.mostInAnHour()).isEqualByComparingTo("100");
    }

    /** Calls are concurrent, and the entries of a map have no order. */
    @Test
    void shouldNotDependOnTheOrderOfAmounts() {
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
