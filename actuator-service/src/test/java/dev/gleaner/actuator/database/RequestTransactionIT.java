package dev.gleaner.actuator.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.actuator.reactive.IsolatedVertxContext;
import dev.gleaner.actuator.support.ActingProfile;
import dev.gleaner.actuator.support.Sql;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A refused request changes nothing, also where nothing cancels its work: a route may refuse it without that, and what is cancelled may
 * go on.
 */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(ActingProfile.class)
class RequestTransactionIT {

    @Inject
    RequestTransaction transactions;

    @Inject
    Vertx vertx;

    private final CompletableFuture<RequestOutcome> begun = new CompletableFuture<>();

    @BeforeEach
    void createTable() throws SQLException {
        Sql.run("create table request_transaction_test (id int)");
    }

    @AfterEach
    void dropTable() throws SQLException {
        Sql.run("drop table request_transaction_test");
    }

    @Test
    void shouldRollBackIfRefusedDuringTheTransaction() throws Exception {
        CompletableFuture<Void> written = new CompletableFuture<>();
        CompletableFuture<Void> goOn = new CompletableFuture<>();
        CompletableFuture<Integer> result = change(session -> insert(session)
                .invoke(() -> written.complete(null))
                .call(() -> Uni.createFrom().completionStage(goOn)));
        written.get(20, TimeUnit.SECONDS);

        assertThat(begun.get().refuse()).isTrue();
        goOn.complete(null);

        assertRefused(result);
        assertThat(rows()).isZero();
    }

    @Test
    void shouldNotBeginIfRefusedBefore() throws Exception {
        AtomicBoolean isAsked = new AtomicBoolean();
        begun.thenAccept(RequestOutcome::refuse);
        CompletableFuture<Integer> result = change(session -> {
            isAsked.set(true);
            return insert(session);
        });

        assertRefused(result);
        assertThat(isAsked).isFalse();
        assertThat(rows()).isZero();
    }

    @Test
    void shouldNotBeRefusedAnyMoreOnceItIsCommitted() throws Exception {
        CompletableFuture<Integer> result = change(RequestTransactionIT::insert);

        assertThat(result.get(20, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(begun.get().refuse()).isFalse();
        assertThat(rows()).isEqualTo(1);
    }

    private CompletableFuture<Integer> change(Function<Mutiny.Session, Uni<Integer>> work) {
        CompletableFuture<Integer> result = new CompletableFuture<>();
        IsolatedVertxContext.run(vertx, () -> {
            begun.complete(RequestOutcome.begin(Vertx.currentContext()));
            transactions.change(work).subscribe().with(result::complete, result::completeExceptionally);
        });
        return result;
    }

    private static void assertRefused(CompletableFuture<Integer> result) {
        assertThatThrownBy(() -> result.get(20, TimeUnit.SECONDS))
                .hasCauseInstanceOf(RequestOutcome.RefusedException.class);
    }

    private static Uni<Integer> insert(Mutiny.Session session) {
        return session.createNativeQuery("insert into request_transaction_test values (1)")
                .executeUpdate();
    }

    private static int rows() throws SQLException {
        return Integer.parseInt(Sql.ask("select count(*) from request_transaction_test"));
    }
}
