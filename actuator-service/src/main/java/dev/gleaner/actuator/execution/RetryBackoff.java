package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.aws.AwsError;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long an action waits after AWS did not do what it was asked.
 *
 * @param usual after most failures
 * @param capacity while AWS has no capacity
 */
record RetryBackoff(Duration usual, Duration capacity, RandomGenerator random) {

    /** From then on it waits no longer, so that it goes on soon after AWS does. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    /** Doublings after which {@link #LONGEST} is reached in any case. */
    private static final int DOUBLINGS = 20;

    /** After a failure of this kind, of which there were so many in a row before. */
    Duration delayAfter(AwsError.Kind kind, int before) {
        return switch (kind) {
            case THROTTLED -> jittered(doubled(before));
            case CAPACITY -> capacity;
            case TRANSIENT, CONFLICT, GONE, DENIED, REFUSED -> usual;
        };
    }

    private Duration doubled(int times) {
        Duration pause = usual.multipliedBy(1L << Math.min(times, DOUBLINGS));
        return pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
    }

    /** Between a half and the whole of it, so that many that were throttled together do not come back together. */
    private Duration jittered(Duration pause) {
        long half = pause.toMillis() / 2;
        return Duration.ofMillis(half + random.nextLong(half + 1));
    }
}
