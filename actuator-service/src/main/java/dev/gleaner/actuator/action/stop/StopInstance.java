package dev.gleaner.actuator.action.stop;

import dev.gleaner.actuator.action.Order;
import dev.gleaner.actuator.action.instance.LostByAStop;
import dev.gleaner.actuator.action.instance.Obstacle;
import dev.gleaner.actuator.action.instance.StopStep;
import dev.gleaner.actuator.aws.AwsClients;
import dev.gleaner.actuator.aws.InstanceSighting;
import dev.gleaner.actuator.aws.Sighting;
import dev.gleaner.actuator.aws.Subject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Stops an instance. */
@Singleton
public class StopInstance extends InstanceAction {

    /** Its name in remedies. */
    public static final String NAME = "stop-instance";

    StopInstance(AwsClients clients) {
        super(new StopStep(clients, Obstacle.NONE));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean restores() {
        return false;
    }

    @Override
    public Optional<String> undoneBy() {
        return Optional.of(StartInstance.NAME);
    }

    @Override
    public boolean needsIdleness() {
        return true;
    }

    @Override
    public List<String> lost(Subject planned, Map<String, String> parameters) {
        return LostByAStop.of(planned);
    }

    /** Stopped, and not started and stopped again meanwhile: a start shows in the time of launch. */
    @Override
    public boolean holds(Order order, Sighting before, Sighting now) {
        return StopStep.holds((InstanceSighting) before, (InstanceSighting) now);
    }
}
