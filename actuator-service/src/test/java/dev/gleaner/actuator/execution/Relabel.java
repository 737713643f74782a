package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.action.ActionDefinition;
import dev.gleaner.actuator.action.ActionStep;
import dev.gleaner.actuator.aws.TargetKind;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** An action of several steps: stops an instance, labels it and starts it. */
@Singleton
class Relabel implements ActionDefinition {

    private final LabelSteps steps;

    Relabel(LabelSteps steps) {
        this.steps = steps;
    }

    @Override
    public String name() {
        return "relabel-instance";
    }

    @Override
    public TargetKind targetKind() {
        return TargetKind.INSTANCE;
    }

    @Override
    public boolean isUndo() {
        return false;
    }

    @Override
    public Optional<String> undoName() {
        return Optional.of(Unlabel.NAME);
    }

    @Override
    public boolean needsIdleness() {
        return true;
    }

    @Override
    public List<ActionStep> steps() {
        return List.of(steps.stop(), steps.label(), steps.start());
    }
}
