package dev.gleaner.actuator.execution;

import io.smallrye.mutiny.Uni;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/** Queries over intents that are not over. */
final class Intents {

    private Intents() {}

    /** The intent of an action that is not closed. */
    static Uni<Optional<Intent>> open(Mutiny.Session session, String actionId) {
        return session.createQuery("from Intent where actionId = :action and state <> 'closed'", Intent.class)
                .setParameter("action", actionId)
                .getSingleResultOrNull()
                .map(Optional::ofNullable);
    }

    /** Whether another action has an intent on this target that is not closed. */
    static Uni<Boolean> isOpenElsewhere(Mutiny.Session session, Action action) {
        return session.createQuery(
                        "select count(*) from Intent where target = :target and actionId <> :action"
                                + " and state <> 'closed'",
                        Long.class)
                .setParameter("target", action.target())
                .setParameter("action", action.id())
                .getSingleResult()
                .map(count -> count > 0);
    }
}
