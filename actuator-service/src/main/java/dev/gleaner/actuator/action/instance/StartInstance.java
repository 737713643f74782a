package dev.gleaner.actuator.action.instance;

import dev.gleaner.actuator.aws.ActuatorAwsClients;
import jakarta.inject.Singleton;

/** Starts an instance that {@link StopInstance} stopped: its undo. */
@Singleton
public class StartInstance extends SingleStepInstanceAction {

    /** Its name in the audit. */
    public static final String NAME = "start-instance";

    StartInstance(ActuatorAwsClients clients) {
        super(new StartStep(clients, StepObstacle.NONE));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean restores() {
        return true;
    }

    @Override
    public boolean needsIdleness() {
        return false;
    }
}
