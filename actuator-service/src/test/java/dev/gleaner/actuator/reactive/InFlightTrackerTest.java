package dev.gleaner.actuator.reactive;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InFlightTrackerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Vertx VERTX = Vertx.vertx();

    private final InFlightTracker inFlightTracker = new InFlightTracker(VERTX);
    private final List<UniEmitter<? super String>> begun = new ArrayList<>();

    @AfterAll
    static void close() {
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldWaitForWhatHasBegunHoweverItEnds(boolean ends) throws Exception {
        begin();
        begin();
        CompletableFuture<Boolean> end = CompletableFuture.supplyAsync(() -> inFlightTracker.drain(PATIENCE));
        end(begun.get(0), ends);

        assertThat(end).isNotCompleted();
        end(begun.get(1), ends);

        assertThat(end.get(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shouldNotWaitForEver() {
        begin();

        assertThat(inFlightTracker.drain(Duration.ofMillis(20))).isFalse();
    }

    @Test
    void shouldLetNothingBeginAfterTheEnd() {
        assertThat(inFlightTracker.drain(PATIENCE)).isTrue();

        begin();

        assertThat(begun).isEmpty();
        assertThat(inFlightTracker.drain(PATIENCE))
                .as("what never began is not waited for")
                .isTrue();
    }

    @Test
    void shouldEndRoundsOfWhichThereAreMore() {
        AtomicInteger rounds = new AtomicInteger();

        inFlightTracker
                .repeatUntilStopped(() -> {
                    if (rounds.incrementAndGet() == 3) {
                        inFlightTracker.drain(Duration.ZERO);
                    }
                    return Uni.createFrom().item(true);
                })
                .await()
                .atMost(PATIENCE);

        assertThat(rounds).hasValue(3);
    }

    private void begin() {
        inFlightTracker
                .track(Uni.createFrom().<String>emitter(begun::add))
                .subscribe()
                .with(done -> {}, failure -> {});
    }

    private static void end(UniEmitter<? super String> emitter, boolean well) {
        if (well) {
            emitter.complete("done");
        } else {
            emitter.fail(new IllegalStateException("not done"));
        }
    }
}
