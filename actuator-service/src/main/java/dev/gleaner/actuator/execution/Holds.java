package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.action.ResourceActions;
import dev.gleaner.actuator.database.DatabaseClock;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;

/** The fence: whatever is written about an action is written under its row lock by whoever holds it now. */
@ApplicationScoped
class Holds {

    private final Mutiny.SessionFactory sessions;
    private final ResourceActions actions;

    Holds(Mutiny.SessionFactory sessions, ResourceActions actions) {
        this.sessions = sessions;
        this.actions = actions;
    }

    /** Does this in a transaction, or fails with {@link LostLease}. */
    <T> Uni<T> with(Claim claim, Function<Hold, Uni<T>> step) {
        return sessions.withTransaction(session -> session.find(
                        Action.class, claim.id(), LockModeType.PESSIMISTIC_WRITE)
                .flatMap(action -> DatabaseClock.now(session).flatMap(now -> {
                    action.requireHeld(claim.token(), now);
                    return Intents.open(session, action.id())
                            .flatMap(intent -> step.apply(
                                    new Hold(session, action, actions.recorded(action.name()), intent, now)));
                })));
    }
}
