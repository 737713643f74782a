package dev.gleaner.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetricCostTest {

    @Test
    void shouldCountThreeMetricsAnInstance() {
        assertThat(new AccountOptions.MetricCost(1000).backfill()).isEqualByComparingTo("0.03");
        assertThat(new AccountOptions.MetricCost(1000).monthly()).isEqualByComparingTo("25.00");
        assertThat(new AccountOptions.MetricCost(1000).budget()).isEqualByComparingTo("25.03");
    }

    @Test
    void shouldRoundUpForThePersonWhoDecides() {
        assertThat(new AccountOptions.MetricCost(1).backfill()).isEqualByComparingTo("0.01");
        assertThat(new AccountOptions.MetricCost(0).monthly()).isEqualByComparingTo("0.00");
    }
}
