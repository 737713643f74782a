package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.action.Order;
import dev.gleaner.actuator.action.ResourceAction;
import dev.gleaner.actuator.aws.Sighting;
import dev.gleaner.actuator.aws.Subject;
import dev.gleaner.contracts.resource.Arn;

/**
 * What an action did to its target.
 *
 * @param before the target before its first call
 */
public record Effect(ResourceAction action, Order order, Sighting before) {

    public Arn target() {
        return order.target();
    }

    public Subject planned() {
        return order.planned();
    }

    /** Whether the target still is as the action left it. */
    public boolean holds(Sighting now) {
        return action.holds(order, before, now);
    }
}
