package dev.gleaner.collector.aws;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Waits for responses of AWS. */
public final class AwsFutures {

    /** Longer than the SDK retries, so that the SDK's own error is reported. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private AwsFutures() {}

    /** Returns the response or throws the exception. To be called only on threads that may block. */
    public static <T> T await(CompletionStage<T> stage) {
        return Uni.createFrom().completionStage(stage).await().atMost(PATIENCE);
    }
}
