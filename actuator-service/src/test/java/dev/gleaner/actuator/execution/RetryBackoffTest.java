package dev.gleaner.actuator.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.aws.AwsError;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RetryBackoffTest {

    private static final Duration USUAL = Duration.ofSeconds(15);
    private static final Duration CAPACITY = Duration.ofMinutes(2);

    private final RetryBackoff retryBackoff = new RetryBackoff(USUAL, CAPACITY, new Random(1));

    /** haskell-mafia/mismi#196: a retry that comes too fast keeps the limit reached. */
    @Test
    void shouldDoubleItsPauseEachTimeAwsThrottles() {
        for (int before = 0; before < 40; before++) {
            long whole = Math.min(15_000L << Math.min(before, 20), 300_000);

            assertThat(retryBackoff.delayAfter(AwsError.Kind.THROTTLED, before).toMillis())
                    .isBetween(whole / 2, whole);
        }
    }

    /** cloud-custodian/cloud-custodian#1813: what is not spread comes back together. */
    @Test
    void shouldNotComeBackTogether() {
        Set<Duration> pausesOfMany = new HashSet<>();
        for (int action = 0; action < 100; action++) {
            pausesOfMany.add(retryBackoff.delayAfter(AwsError.Kind.THROTTLED, 3));
        }

        assertThat(pausesOfMany).hasSizeGreaterThan(90);
    }

    /** aws-solutions/instance-scheduler-on-aws#321: where there is no capacity, asking again at once finds none either. */
    @Test
    void shouldGiveCapacityItsTime() {
        assertThat(retryBackoff.delayAfter(AwsError.Kind.CAPACITY, 3)).isEqualTo(CAPACITY);
        assertThat(retryBackoff.delayAfter(AwsError.Kind.TRANSIENT, 3)).isEqualTo(USUAL);
        assertThat(retryBackoff.delayAfter(AwsError.Kind.CONFLICT, 3)).isEqualTo(USUAL);
    }
}
