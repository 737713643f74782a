package dev.gleaner.actuator.proposal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.reactive.IsolatedVertxContext;
import dev.gleaner.actuator.support.ActingProfile;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.Test;

/** Rows that were handed over are in the database, whatever others write at the same time. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(ActingProfile.class)
class FlushIT {

    private static final int ROWS = 400;
    private static final int TRANSACTIONS = 60;

    @Inject
    Mutiny.SessionFactory sessions;

    @Inject
    Vertx vertx;

    /** With hibernate.order_inserts some were lost and some written twice: InsertActionSorter of Hibernate Reactive is one for all. */
    @Test
    void shouldWriteEachRowOnceWhileOthersWrite() throws Exception {
        List<CompletableFuture<Long>> counts =
                Stream.generate(this::written).limit(TRANSACTIONS).toList();

        for (CompletableFuture<Long> count : counts) {
            assertThat(count.get(60, TimeUnit.SECONDS)).isEqualTo(ROWS);
        }
    }

    private CompletableFuture<Long> written() {
        CompletableFuture<Long> count = new CompletableFuture<>();
        // Each thread has an event loop of its own.
        new Thread(() -> IsolatedVertxContext.run(
                        vertx,
                        () -> writeAndTakeBack().subscribe().with(count::complete, count::completeExceptionally)))
                .start();
        return count;
    }

    private Uni<Long> writeAndTakeBack() {
        String prefix = "arn:test:" + UUID.randomUUID() + "/";
        Object[] rows = IntStream.range(0, ROWS)
                .mapToObj(row -> Proposal.create(prefix + row, Instant.EPOCH))
                .toArray();
        return sessions.withTransaction((session, transaction) -> {
            transaction.markForRollback();
            return session.persistAll(rows)
                    .chain(session::flush)
                    .chain(() -> session.createQuery(
                                    "select count(*) from Proposal where target like :prefix", Long.class)
                            .setParameter("prefix", prefix + "%")
                            .getSingleResult());
        });
    }
}
