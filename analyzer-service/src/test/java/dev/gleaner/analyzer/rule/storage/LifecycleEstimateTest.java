package dev.gleaner.analyzer.rule.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class LifecycleEstimateTest {

    private static final BigDecimal CENT = new BigDecimal("0.01");

    /** S3 bills GB of 2^30 bytes: 6 x 10^12 bytes are 5,587.94 of them. */
    @Test
    void shouldCountABucketInGigabytesAsTheyAreBilled() {
        BigDecimal saved = new BigDecimal("0.0194");

        LifecycleEstimate estimate =
                LifecycleEstimate.ofConvention(6_000_000_000_000L, new BigDecimal("0.023"), saved, saved, 2);

        assertThat(estimate.high()).isCloseTo(new BigDecimal("108.41"), within(CENT));
        assertThat(estimate.monthly()).isCloseTo(new BigDecimal("54.20"), within(CENT));
        assertThat(estimate.low()).isZero();
        assertThat(estimate.basis()).startsWith("5588 GB of the bucket");
    }
}
