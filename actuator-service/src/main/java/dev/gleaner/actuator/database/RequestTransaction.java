package dev.gleaner.actuator.database;

import io.smallrye.mutiny.Uni;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * The transactions in which requests of people change something. Their last act before the commit is to keep the request, after
 * which it is not refused any more: a request that was answered with 503 has changed nothing and never will, wherever its
 * transaction waited meanwhile.
 */
@ApplicationScoped
public class RequestTransaction {

    /**
     * Classes of SQLSTATE with which a commit fails because of its transaction, which is then rolled back: integrity constraint
     * violation and transaction rollback
     * (<a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL error codes</a>).
     */
    private static final Set<String> ROLLED_BACK = Set.of("23", "40");

    private final Mutiny.SessionFactory sessions;

    RequestTransaction(Mutiny.SessionFactory sessions) {
        this.sessions = sessions;
    }

    /**
     * Changes something for the request of the current context. Fails with {@link RequestOutcome.RefusedException}, without a
     * change, if that was refused, and with {@link UnknownOutcomeException} if the connection failed during the commit.
     */
    public <T> Uni<T> change(Function<Mutiny.Session, Uni<T>> work) {
        return Uni.createFrom().deferred(() -> {
            RequestOutcome request = RequestOutcome.require();
            AtomicBoolean isCommitting = new AtomicBoolean();
            return sessions.withTransaction(session -> Uni.createFrom()
                            // It may have waited for a connection.
                            .voidItem()
                            .invoke(request::requireNotRefused)
                            .chain(() -> work.apply(session))
                            // So that nothing but the commit is left.
                            .call(session::flush)
                            .invoke(() -> {
                                request.keep();
                                isCommitting.set(true);
                            }))
                    .onFailure(failure -> isCommitting.get() && !isRolledBack(failure))
                    .transform(UnknownOutcomeException::new);
        });
    }

    private static boolean isRolledBack(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PgException refused
                    && refused.getSqlState() != null
                    && ROLLED_BACK.contains(refused.getSqlState().substring(0, 2))) {
                return true;
            }
        }
        return false;
    }

    /** The connection failed while the database committed, so that only the database knows whether it did. */
    public static final class UnknownOutcomeException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        UnknownOutcomeException(Throwable cause) {
            super(
                    "the connection to the database failed while it committed: it is not known whether this was done;"
                            + " look at the audit or at the resource again before you repeat it",
                    cause);
        }
    }
}
