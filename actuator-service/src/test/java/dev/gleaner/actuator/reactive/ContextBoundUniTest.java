package dev.gleaner.actuator.reactive;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ContextBoundUniTest {

    private static final Vertx VERTX = Vertx.vertx();

    @AfterAll
    static void close() {
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void shouldBeginAtOnceWhatMustNotBeLate() throws Exception {
        Way way = way(ContextBoundUni::fromFuture);

        assertThat(way.begunIn()).isSameAs(way.askedIn());
        assertThat(way.endedIn()).isSameAs(way.askedIn());
    }

    @Test
    void shouldBeginOnAWorkerWhatMayTakeItsTimeAndComeBack() throws Exception {
        Way way = way(ContextBoundUni::onWorker);

        assertThat(way.begunIn()).isNotSameAs(way.askedIn());
        assertThat(way.endedIn()).isSameAs(way.askedIn());
    }

    private static Way way(Function<Supplier<CompletionStage<Thread>>, Uni<Thread>> through) throws Exception {
        CompletableFuture<Way> way = new CompletableFuture<>();
        Context context = VERTX.getOrCreateContext();
        context.runOnContext(ignored -> {
            Thread asked = Thread.currentThread();
            through.apply(() -> CompletableFuture.completedFuture(Thread.currentThread()))
                    .subscribe()
                    .with(
                            begun -> way.complete(new Way(asked, begun, Thread.currentThread())),
                            way::completeExceptionally);
        });
        return way.get(10, TimeUnit.SECONDS);
    }

    private record Way(Thread askedIn, Thread begunIn, Thread endedIn) {}
}
