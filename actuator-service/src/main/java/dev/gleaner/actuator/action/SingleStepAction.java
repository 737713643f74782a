package dev.gleaner.actuator.action;

import java.util.List;

/** An action of one AWS call. */
public interface SingleStepAction extends ResourceAction, Step {

    @Override
    String name();

    @Override
    default List<Step> steps() {
        return List.of(this);
    }
}
