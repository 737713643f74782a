package dev.gleaner.collector.source.inventory.storage;

import dev.gleaner.collector.aws.Answer;
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
record Look<A>(String bucket, String permission, CompletionStage<A> asked, Unread unread) {

    private static final String NO_BUCKET = "NoSuchBucket";

    /** What the answer says; empty where none could be had, which is told. */
    <T> Optional<T> value(Function<A, T> reading) {
        return value(reading, Map.of());
    }

    /**
     * What the answer says, or the refusal; throws the refusal when there is no such bucket any more.
     *
     * @param refusals what codes of refusals mean that are an answer, too
     */
    <T> Optional<T> value(Function<A, T> reading, Map<String, T> refusals) {
        try {
            return Optional.of(reading.apply(Answer.of(asked)));
        } catch (SdkException e) {
            String code = Unread.code(e);
            if (code.equals(NO_BUCKET)) {
                throw e;
            }
            T meant = refusals.get(code);
            if (meant == null) {
                unread.tell("Bucket " + bucket, permission, e);
            }
            return Optional.ofNullable(meant);
        }
    }
}
