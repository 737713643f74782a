package dev.gleaner.actuator.action;

import dev.gleaner.actuator.aws.ResourceObservation;
import java.util.List;

/** An action of one AWS call. */
public interface SingleStepAction extends ActionClass, ActionStep<ResourceObservation> {

    @Override
    String name();

    @Override
    default List<ActionStep<ResourceObservation>> steps() {
        return List.of(this);
    }
}
