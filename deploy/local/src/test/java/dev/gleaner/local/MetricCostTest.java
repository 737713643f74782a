package dev.gleaner.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetricCostTest {

    @Test
    void shouldCountThreeMetricsAnInstanceTwiceForThePastAndTwoOfItsVolumes() {
        assertThat(new AccountOptions.MetricCost(1000).backfill()).isEqualByComparingTo("0.08");
        assertThat(new AccountOptions.MetricCost(1000).monthly()).isEqualByComparingTo("25.00");
        assertThat(new AccountOptions.MetricCost(1000).budget()).isEqualByComparingTo("25.08");
    }

    /** 6 instances a call of the last 14 days by five minutes, 21 of the 48 days before by the hour, 150 of the volumes. */
    @Test
    void shouldCountTheCallsForThePast() {
        assertThat(new AccountOptions.MetricCost(1000).backfillCalls()).isEqualTo(167 + 48 + 7);
        assertThat(new AccountOptions.MetricCost(1).backfillCalls()).isEqualTo(3);
        assertThat(new AccountOptions.MetricCost(0).backfillCalls()).isZero();
    }

    @Test
    void shouldRoundUpForThePersonWhoDecides() {
        assertThat(new AccountOptions.MetricCost(1).backfill()).isEqualByComparingTo("0.01");
        assertThat(new AccountOptions.MetricCost(0).monthly()).isEqualByComparingTo("0.00");
    }
}
