package dev.gleaner.actuator.action;

import java.util.List;

/** An action of one AWS call. */
public interface SingleStepAction extends ActionDefinition, ActionStep {

    @Override
    String name();

    @Override
    default List<ActionStep> steps() {
        return List.of(this);
    }
}
