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

    /** The reason, if the condition holds. */
    static Optional<String> when(boolean condition, String why) {
        return condition ? Optional.of(why) : Optional.empty();
    }
}
