package dev.gleaner.actuator.execution;

import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.function.Supplier;

/** Another actuator on the same database, as far as leases can tell. */
@ApplicationScoped
public class SecondWorker {

    private final Claims claims;
    private final Worker worker;
    private final Holds holds;

    SecondWorker(Claims claims, Worker worker, Holds holds) {
        this.claims = claims;
        this.worker = worker;
        this.holds = holds;
    }

    /** Takes up whatever is due. */
    public void work(String name) {
        on(() -> worker.work(name));
    }

    /** Takes an action up and does nothing with it, like a process that dies; its token. */
    Optional<Claim> claimAndDie(String name) {
        return on(() -> claims.next(name));
    }

    /** Writes with a claim; fails with {@link LostLease} when it no longer counts. */
    void write(Claim claim) {
        on(() -> holds.with(claim, hold -> Uni.createFrom().voidItem()));
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
