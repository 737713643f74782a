package dev.gleaner.actuator.action.instance;

import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.aws.Ec2Instance;
import java.util.Optional;

/** What is in the way of a step on an instance. */
@FunctionalInterface
public interface StepObstacle {

    /** Nothing ever is. */
    StepObstacle NONE = (order, now) -> Optional.empty();

    /** Why the step must not be made on what is seen; empty when nothing is in its way. */
    Optional<String> of(ActionOrder order, Ec2Instance.Observation now);

    /** This one first, then the other. */
    default StepObstacle and(StepObstacle other) {
        return (order, now) -> of(order, now).or(() -> other.of(order, now));
    }

    /** In the way while the condition holds. */
    static Optional<String> when(boolean condition, String why) {
        return condition ? Optional.of(why) : Optional.empty();
    }
}
