package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.action.ActionDefinition;
import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.action.ActionRegistry;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.contracts.resource.Arn;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/** What finished actions did, and when it was taken back. */
@ApplicationScoped
public class ActionEffectRepository {

    private final ActionRegistry known;

    ActionEffectRepository(ActionRegistry known) {
        this.known = known;
    }

    /** What an observed action did. */
    public Uni<Effect> of(Mutiny.Session session, String actionId) {
        return find(session, actionId).map(Optional::orElseThrow);
    }

    /** What an observed action did; empty where all was so already, and it called nothing. */
    Uni<Optional<Effect>> find(Mutiny.Session session, String actionId) {
        return session.find(Action.class, actionId)
                .flatMap(action -> session.createQuery(
                                "from Intent where actionId = :action order by createdAt", Intent.class)
                        .setParameter("action", actionId)
                        .setMaxResults(1)
                        .getSingleResultOrNull()
                        .map(first -> Optional.ofNullable(first)
                                .map(intent ->
                                        new Effect(known.recorded(action.name()), action.order(), intent.before()))));
    }

    /** When the call was made that took an action back; empty while it was not. */
    public Uni<Optional<Instant>> undoneAt(Mutiny.Session session, String actionId) {
        return session.createQuery(
                        "select min(i.calledAt) from Action a join Intent i on i.actionId = a.id"
                                + " where a.undoOf = :action and a.state = 'observed'",
                        Instant.class)
                .setParameter("action", actionId)
                .getSingleResultOrNull()
                .map(Optional::ofNullable);
    }

    /**
     * What an action did to its target.
     *
     * @param before the target before its first call
     */
    public record Effect(ActionDefinition action, ActionOrder order, ResourceObservation before) {

        public Arn target() {
            return order.target();
        }

        public ResourceSnapshot planned() {
            return order.planned();
        }

        /** Whether the target still is as the action left it. */
        public boolean holds(ResourceObservation now) {
            return action.holds(order, before, now);
        }
    }
}
