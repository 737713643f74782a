package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.action.ActionDefinition;
import dev.gleaner.actuator.action.ActionStep;
import dev.gleaner.actuator.aws.TargetKind;
import jakarta.inject.Singleton;
import java.util.List;

/** Takes {@link Relabel} back. */
@Singleton
class Unlabel implements ActionDefinition {

    static final String NAME = "unlabel-instance";

    private final LabelSteps steps;

    Unlabel(LabelSteps steps) {
        this.steps = steps;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public TargetKind targetKind() {
        return TargetKind.INSTANCE;
    }

    @Override
    public boolean isUndo() {
        return true;
    }

    @Override
    public boolean needsIdleness() {
        return false;
    }

    @Override
    public List<ActionStep> steps() {
        return List.of(steps.unlabel(), steps.start());
    }
}
