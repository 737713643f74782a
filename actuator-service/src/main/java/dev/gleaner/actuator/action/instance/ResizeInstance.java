package dev.gleaner.actuator.action.instance;

import dev.gleaner.actuator.action.ActionDefinition;
import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.action.ActionStep;
import dev.gleaner.actuator.action.DocumentChange;
import dev.gleaner.actuator.action.TargetPrecondition;
import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.actuator.aws.TargetKind;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Gives an instance another type: stops it, changes the type, and starts it. */
@Singleton
public class ResizeInstance implements ActionDefinition {

    static final String NAME = "resize-instance";

    private final List<ActionStep> steps;

    ResizeInstance(ActuatorAwsClients clients) {
        this.steps = List.of(
                new StopForResizeStep(
                        clients,
                        InstanceTypeParameter::of,
                        (order, now) -> InstanceTypeParameter.problem(order, now.instance())),
                new SetInstanceTypeStep(clients, InstanceTypeParameter::of, StopForResizeStep::mustStand),
                new StartStep(clients, StepObstacle.NONE));
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
    public boolean restores() {
        return false;
    }

    @Override
    public Optional<String> undoneBy() {
        return Optional.of(RestoreInstanceSize.NAME);
    }

    /** What is too large works; that it stands still for some minutes is what the plan says. */
    @Override
    public boolean needsIdleness() {
        return false;
    }

    @Override
    public Set<TargetPrecondition> preconditions() {
        return EnumSet.of(TargetPrecondition.LOSING_NOTHING);
    }

    @Override
    public Optional<DocumentChange> change(ResourceSnapshot planned, Map<String, String> parameters) {
        return Optional.of(InstanceTypeParameter.change((Ec2Instance) planned, parameters));
    }

    @Override
    public List<ActionStep> steps() {
        return steps;
    }

    @Override
    public List<String> irreversibleEffects(ResourceSnapshot planned, Map<String, String> parameters) {
        List<String> lost = new ArrayList<>(IrreversibleStopEffects.of(planned));
        lost.add("its work while it stands still, at each change of the size");
        return List.copyOf(lost);
    }

    /** What saves is the type, whether it runs or not. */
    @Override
    public boolean holds(ActionOrder order, ResourceObservation before, ResourceObservation now) {
        return ((Ec2Instance.Observation) now).instance().type().equals(InstanceTypeParameter.of(order));
    }
}
