package dev.gleaner.actuator.action.stop;

import dev.gleaner.actuator.action.instance.Obstacle;
import dev.gleaner.actuator.action.instance.StartStep;
import dev.gleaner.actuator.aws.AwsClients;
import jakarta.inject.Singleton;

/** Starts an instance that {@link StopInstance} stopped: its undo. */
@Singleton
public class StartInstance extends InstanceAction {

    /** Its name in the audit. */
    public static final String NAME = "start-instance";

    StartInstance(AwsClients clients) {
        super(new StartStep(clients, Obstacle.NONE));
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
