package dev.gleaner.actuator.action.instance;

import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Stops an instance. */
@Singleton
public class StopInstance extends SingleStepInstanceAction {

    /** Its name in remedies. */
    public static final String NAME = "stop-instance";

    StopInstance(ActuatorAwsClients clients) {
        super(new StopStep(clients, StepObstacle.NONE));
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
    public List<String> irreversibleEffects(ResourceSnapshot planned, Map<String, String> parameters) {
        return IrreversibleStopEffects.of(planned);
    }

    /** Stopped, and not started and stopped again meanwhile: a start shows in the time of launch. */
    @Override
    public boolean holds(ActionOrder order, ResourceObservation before, ResourceObservation now) {
        return StopStep.holds((Ec2Instance.Observation) before, (Ec2Instance.Observation) now);
    }
}
