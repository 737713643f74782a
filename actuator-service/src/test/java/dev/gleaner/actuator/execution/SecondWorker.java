package dev.gleaner.actuator.execution;

import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.function.Supplier;
import org.hibernate.reactive.mutiny.Mutiny;

/** Another actuator on the same database, as far as leases can tell. */
@ApplicationScoped
public class SecondWorker {

    @Inject
    Mutiny.SessionFactory sessions;

    @Inject
    ActionWorker worker;

    @Inject
    ActionRepository actionRepository;

    /** Takes up whatever is due. */
    public void work(String name) {
        on(() -> worker.work(name));
    }

    /** Takes an action up, which nobody else could before, and does nothing with it, like a process that dies. */
    Optional<Action.Claim> claimAndDie(String name, String action) {
        return on(() -> sessions.withTransaction(
                session -> session.createNativeQuery("update action set not_before = now() where id = :action")
                        .setParameter("action", action)
                        .executeUpdate()
                        .chain(() -> actionRepository.claimNext(name))));
    }

    /** Writes with a claim; fails with {@link Action.LeaseLostException} when it no longer counts. */
    void write(Action.Claim claim) {
        on(() -> sessions.withTransaction(session -> actionRepository.lock(session, claim)));
    }

    private static <T> T on(Supplier<Uni<T>> work) {
        try {
            return VertxContextSupport.subscribeAndAwait(work);
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
