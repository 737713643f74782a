package dev.gleaner.actuator.action;

import dev.gleaner.actuator.aws.ResourceObservation;
import java.util.Optional;

/** Condition under which a step must not be made. */
@FunctionalInterface
public interface StepObstacle<O extends ResourceObservation> {

    /** Why the step must not be made in the current state of the target; empty when it may. */
    Optional<String> find(ActionOrder order, O now);

    /** Checks this condition first, then the other. */
    default StepObstacle<O> and(StepObstacle<O> other) {
        return (order, now) -> find(order, now).or(() -> other.find(order, now));
    }

    /** Why nothing may be done to the target as it is, or what of it has changed since it was planned. */
    static Optional<String> notAsPlanned(ActionOrder order, ResourceObservation now) {
        return now.subject().planningObstacle().or(() -> now.subject().changedSince(order.planned()));
    }

    /** The reason, if the condition holds. */
    static Optional<String> when(boolean condition, String why) {
        return condition ? Optional.of(why) : Optional.empty();
    }
}
