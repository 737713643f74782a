package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.action.Order;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/** Whether the yes that an action came of still is one, by what is asked for now and not by what was then. */
public interface StandingYes {

    /** Why it no longer counts; empty when it does. */
    Uni<Optional<String>> objection(Mutiny.Session session, Action action, Order order);
}
