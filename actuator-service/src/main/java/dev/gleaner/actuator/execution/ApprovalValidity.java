package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.action.ActionOrder;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/** Whether the yes that an action came of still is one, by what is asked for now and not by what was then. */
public interface ApprovalValidity {

    /** Why it no longer counts; empty when it does. */
    Uni<Optional<String>> objection(Mutiny.Session session, Action action, ActionOrder order);
}
