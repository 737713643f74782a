package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.action.ActionOrder;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/** Whether the approval of an action is sufficient under the policy that is in force now. */
public interface ApprovalValidity {

    /** Why it no longer counts; empty when it does. */
    Uni<Optional<String>> objection(Mutiny.Session session, Action action, ActionOrder order);
}
