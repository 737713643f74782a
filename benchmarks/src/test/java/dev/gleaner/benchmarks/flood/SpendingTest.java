package dev.gleaner.benchmarks.flood;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SpendingTest {

    private static final Instant START = Instant.parse("2026-11-25T00:00:00Z");
    private static final Offset<Double> CLOSE = Offset.offset(1e-6);

    private final Spending spending = new Spending();

    @Test
    void shouldAllowWhatAFullBudgetHoldsAtOnce() {
        spend(60, 0);

        assertThat(spending.mostAbove(60)).isCloseTo(0, CLOSE);
    }

    @Test
    void shouldSeeOneTooManyAtOnce() {
        spend(61, 0);

        assertThat(spending.mostAbove(60)).isCloseTo(1, CLOSE);
    }

    @Test
    void shouldAllowWhatFlowsInMeanwhile() {
        spend(60, 0);
        spend(1, 60);
        spend(1, 120);

        assertThat(spending.mostAbove(60)).isCloseTo(0, CLOSE);
    }

    @Test
    void shouldSeeABurstLongAfterTheStart() {
        spend(1, 0);
        spend(62, 7200);

        assertThat(spending.mostAbove(60)).isCloseTo(2, CLOSE);
    }

    private void spend(int times, long atSecond) {
        for (int i = 0; i < times; i++) {
            spending.add(START.plusSeconds(atSecond), BigDecimal.ONE);
        }
    }
}
