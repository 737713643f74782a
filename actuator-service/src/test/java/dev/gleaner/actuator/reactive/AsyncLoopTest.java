package dev.gleaner.actuator.reactive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class AsyncLoopTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MANY = 100_000;
    private static final Vertx VERTX = Vertx.vertx();

    private final AtomicInteger rounds = new AtomicInteger();

    @AfterAll
    static void close() {
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void shouldEndWithTheRoundThatSaysThatThereIsNoMore() {
        AsyncLoop.repeatWhileTrue(() -> Uni.createFrom().item(rounds.incrementAndGet() < 3))
                .await()
                .atMost(PATIENCE);

        assertThat(rounds).hasValue(3);
    }

    @Test
    void shouldEndWithARoundThatFails() {
        Uni<Void> all = AsyncLoop.repeatWhileTrue(() -> rounds.incrementAndGet() < 3
                ? Uni.createFrom().item(true)
                : Uni.createFrom().failure(new IllegalStateException("no database")));

        assertThatThrownBy(() -> all.await().atMost(PATIENCE)).hasMessage("no database");
        assertThat(rounds).hasValue(3);
    }

    @Test
    void shouldGoOnHoweverMuchThereIs() {
        AsyncLoop.repeatWhileTrue(() -> Uni.createFrom().item(rounds.incrementAndGet() < MANY))
                .await()
                .atMost(PATIENCE);

        assertThat(rounds).hasValue(MANY);
    }

    /** As it is with a database: each round ends on the event loop. */
    @Test
    void shouldGoOnHoweverMuchThereIsThatEndsLater() {
        AsyncLoop.repeatWhileTrue(() -> later(rounds.incrementAndGet() < MANY))
                .await()
                .atMost(PATIENCE);

        assertThat(rounds).hasValue(MANY);
    }

    /** What is asked for again and again while it runs is one run after another, too. */
    @Test
    void shouldLetAChoreBeCalledWithoutEnd() {
        List<Throwable> failures = new ArrayList<>();
        CoalescingTask[] self = new CoalescingTask[1];
        self[0] = new InFlightTracker(VERTX)
                .newTask(() -> callAgain(self[0]).chain(() -> later(true)).replaceWithVoid(), failures::add);

        self[0].run().await().atMost(PATIENCE);

        assertThat(failures).isEmpty();
        assertThat(rounds).hasValue(MANY);
    }

    private Uni<Void> callAgain(CoalescingTask coalescingTask) {
        return rounds.incrementAndGet() < MANY
                ? coalescingTask.run()
                : Uni.createFrom().voidItem();
    }

    private static Uni<Boolean> later(boolean more) {
        return Uni.createFrom()
                .emitter(emitter -> VERTX.getOrCreateContext().runOnContext(ignored -> emitter.complete(more)));
    }
}
