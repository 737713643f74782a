package dev.gleaner.actuator.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.test.SeededTest;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RequestOutcomeTest {

    private static final Vertx VERTX = Vertx.vertx();

    @AfterAll
    static void close() {
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    /** Refused at most once, and never both refused and kept, in whatever order both are tried. */
    @SeededTest(200)
    void shouldHaveOneOutcomeInAnyOrder(long seed) {
        RequestOutcome request = RequestOutcome.begin(VERTX.getOrCreateContext());
        Random random = new Random(seed);
        int refused = 0;
        int kept = 0;
        for (int step = 0; step < 1 + random.nextInt(10); step++) {
            if (random.nextBoolean()) {
                refused += request.refuse() ? 1 : 0;
            } else {
                kept += request.tryKeep() ? 1 : 0;
            }
            assertThat(request.isRefused()).isEqualTo(refused > 0);
        }
        assertThat(refused).isLessThanOrEqualTo(1);
        assertThat(refused == 0 || kept == 0).isTrue();
    }

    @Test
    void shouldHaveOneOutcomeOfTwoThreads() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Context context = VERTX.getOrCreateContext();
            List<String> wrong = new ArrayList<>();
            for (int round = 0; round < 2_000; round++) {
                RequestOutcome request = RequestOutcome.begin(context);
                CountDownLatch start = new CountDownLatch(1);
                Future<Boolean> refused = threads.submit(() -> {
                    start.await();
                    return request.refuse();
                });
                Future<Boolean> kept = threads.submit(() -> {
                    start.await();
                    return request.tryKeep();
                });
                start.countDown();
                if (refused.get().equals(kept.get())) {
                    wrong.add("refused and kept " + refused.get());
                }
            }
            assertThat(wrong).isEmpty();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void shouldNotLetARefusedRequestGoOn() {
        RequestOutcome request = RequestOutcome.begin(VERTX.getOrCreateContext());
        request.requireNotRefused();
        assertThat(request.refuse()).isTrue();

        assertThatThrownBy(request::keep).isInstanceOf(RequestOutcome.RefusedException.class);
        assertThatThrownBy(request::requireNotRefused).isInstanceOf(RequestOutcome.RefusedException.class);
    }

    /** The actuator's own work. */
    @Test
    void shouldNotTakeWorkWithoutARequestForOne() {
        assertThat(RequestOutcome.find()).isNull();
        assertThatThrownBy(RequestOutcome::require).isInstanceOf(IllegalStateException.class);
    }
}
