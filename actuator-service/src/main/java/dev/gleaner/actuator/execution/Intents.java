package dev.gleaner.actuator.execution;

import io.smallrye.mutiny.Uni;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/** Queries over intents that are not over. */
final class Intents {

    private static final String TAKEN = """
            select exists (select 1 from intent
                            where target = :target and action_id <> :action and state <> 'closed')
                or exists (select 1 from action
                            where target = :target and id <> :action
                              and step > 0 and state in ('claimed', 'intent', 'called')) as taken
            """;

    /** After a failed attempt nobody knows what became of its call. */
    private static final String EFFECTS = """
            select exists (select 1 from intent
                            where action_id = :action and (step < :step or called_at is not null or :attempts > 0)) as half
            """;

    private Intents() {}

    /** The intent of an action that is not closed. */
    static Uni<Optional<Intent>> open(Mutiny.Session session, String actionId) {
        return session.createQuery("from Intent where actionId = :action and state <> 'closed'", Intent.class)
                .setParameter("action", actionId)
                .getSingleResultOrNull()
                .map(Optional::ofNullable);
    }

    /** Whether another action is under way on this target: its intent is not closed, or it rests between its steps. */
    static Uni<Boolean> isTargetTaken(Mutiny.Session session, Action action) {
        return session.createNativeQuery(TAKEN, Boolean.class)
                .setParameter("target", action.target())
                .setParameter("action", action.id())
                .getSingleResult();
    }

    /** Whether AWS may have done something of an action: a step before this one, or this one's call. */
    static Uni<Boolean> hasEffects(Mutiny.Session session, Action action) {
        return session.createNativeQuery(EFFECTS, Boolean.class)
                .setParameter("action", action.id())
                .setParameter("step", action.step())
                .setParameter("attempts", action.tries().attempts())
                .getSingleResult();
    }
}
