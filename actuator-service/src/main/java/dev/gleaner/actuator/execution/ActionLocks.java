package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.action.ActionRegistry;
import dev.gleaner.actuator.database.DatabaseClock;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;

/** The fence: whatever is written about an action is written under its row lock by whoever holds it now. */
@ApplicationScoped
class ActionLocks {

    private final Mutiny.SessionFactory sessions;
    private final ActionRegistry actions;

    ActionLocks(Mutiny.SessionFactory sessions, ActionRegistry actions) {
        this.sessions = sessions;
        this.actions = actions;
    }

    /** Does this in a transaction, or fails with {@link LeaseLostException}. */
    <T> Uni<T> withLock(ActionClaimer.Claim claim, Function<LockedAction, Uni<T>> step) {
        return sessions.withTransaction(session -> session.find(
                        Action.class, claim.id(), LockModeType.PESSIMISTIC_WRITE)
                .flatMap(action -> DatabaseClock.now(session).flatMap(now -> {
                    action.requireHeld(claim.token(), now);
                    return Intent.Queries.open(session, action.id())
                            .flatMap(intent -> step.apply(
                                    new LockedAction(session, action, actions.recorded(action.name()), intent, now)));
                })));
    }

    /** Somebody else holds the action now: whoever meets this lets go of it. */
    static final class LeaseLostException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        LeaseLostException(String action, long token) {
            super("action " + action + " is no longer held under token " + token, null, false, false);
        }
    }
}
