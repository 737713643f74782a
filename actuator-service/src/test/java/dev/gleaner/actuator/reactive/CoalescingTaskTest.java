package dev.gleaner.actuator.reactive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class CoalescingTaskTest {

    private static final Vertx VERTX = Vertx.vertx();

    private final InFlightTracker underWayAtAll = new InFlightTracker(VERTX);
    private final Queue<UniEmitter<? super Void>> underWay = new ArrayDeque<>();
    private final List<Throwable> failures = new ArrayList<>();
    private final CoalescingTask coalescingTask = underWayAtAll.newTask(
            () -> Uni.createFrom().emitter(emitter -> underWay.add((UniEmitter<? super Void>) emitter)), failures::add);

    @AfterAll
    static void close() {
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void shouldAnswerCallsDuringARunByOneMoreRun() {
        run();
        run();
        run();
        assertThat(underWay).hasSize(1);

        finish();
        assertThat(underWay).hasSize(1);

        finish();
        assertThat(underWay).isEmpty();
    }

    @Test
    void shouldRunAgainAfterAFailure() {
        run();
        underWay.remove().fail(new IllegalStateException("no database"));

        run();

        assertThat(underWay).hasSize(1);
        assertThat(failures)
                .singleElement()
                .satisfies(failure -> assertThat(failure).hasMessage("no database"));
    }

    /** What fails before there is any work to wait for must not look as if it were under way for ever. */
    @Test
    void shouldRunAgainAfterWorkThatCouldNotBegin() {
        AtomicInteger runs = new AtomicInteger();
        CoalescingTask broken = underWayAtAll.newTask(
                () -> {
                    runs.incrementAndGet();
                    throw new IllegalStateException("no context");
                },
                failures::add);

        broken.run().await().indefinitely();
        broken.run().await().indefinitely();

        assertThat(runs).hasValue(2);
        assertThat(failures).hasSize(2);
    }

    @Test
    void shouldRunWhenCalledAndAfterAWhile() {
        AtomicInteger runs = new AtomicInteger();
        CoalescingTask counted =
                underWayAtAll.newTask(() -> Uni.createFrom().voidItem().invoke(runs::incrementAndGet), failures::add);

        counted.trigger();
        await().pollInterval(Duration.ofMillis(5)).until(() -> runs.get() == 1);
        counted.triggerAfter(Duration.ofMillis(1));

        await().pollInterval(Duration.ofMillis(5)).until(() -> runs.get() == 2);
    }

    @Test
    void shouldNotBeginOnceAllIsToEnd() {
        underWayAtAll.drain(Duration.ZERO);

        run();

        assertThat(underWay).isEmpty();
    }

    /** What was called meanwhile is not done any more, and the end waits for what is. */
    @Test
    void shouldEndWithTheRunThatIsUnderWay() {
        run();
        run();
        assertThat(underWayAtAll.drain(Duration.ofMillis(1))).isFalse();

        finish();

        assertThat(underWay).isEmpty();
        assertThat(underWayAtAll.drain(Duration.ZERO)).isTrue();
    }

    private void run() {
        coalescingTask.run().subscribe().with(done -> {});
    }

    private void finish() {
        underWay.remove().complete(null);
    }
}
