package dev.gleaner.collector.aws;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Waits for what AWS answers. */
public final class AwsFutures {

    /** Longer than the SDK tries again, so that it is the SDK that gives up and says why. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private AwsFutures() {}

    /** The answer, or the exception that came instead of it. Call from threads that may wait. */
    public static <T> T await(CompletionStage<T> stage) {
        return Uni.createFrom().completionStage(stage).await().atMost(PATIENCE);
    }
}
