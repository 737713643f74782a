package dev.gleaner.collector.source.inventory.storage;

import dev.gleaner.collector.aws.Answer;
import dev.gleaner.collector.source.inventory.Refusals;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * One question about one bucket, which is on its way already.
 *
 * @param permission that it takes
 */
record Look<A>(String bucket, String permission, CompletionStage<A> asked, Refusals refusals) {

    private static final String NO_BUCKET = "NoSuchBucket";

    /** Whether there is no such bucket any more. */
    static boolean isGone(SdkException failure) {
        return Refusals.code(failure).equals(NO_BUCKET);
    }

    /** What the answer says; empty where it was refused. */
    <T> Optional<T> value(Function<A, T> reading) {
        return value(reading, Map.of());
    }

    /**
     * What the answer says; empty where it was refused. Throws what it failed with else: {@link #isGone} tells whether it
     * was the bucket that is not there.
     *
     * @param codes what errors with these codes say, which is an answer, too
     */
    <T> Optional<T> value(Function<A, T> reading, Map<String, T> codes) {
        try {
            return Optional.of(reading.apply(Answer.of(asked)));
        } catch (SdkException e) {
            T meant = codes.get(Refusals.code(e));
            if (meant == null) {
                refusals.take("Bucket " + bucket, permission, e);
            }
            return Optional.ofNullable(meant);
        }
    }
}
