package dev.gleaner.actuator.action.instance;

import dev.gleaner.actuator.action.ActionDefinition;
import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.action.ActionStep;
import dev.gleaner.actuator.action.TargetPrecondition;
import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.TargetKind;
import jakarta.inject.Singleton;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Gives an instance back the type that it had before {@link ResizeInstance}, and lets it run again: its undo. */
@Singleton
public class RestoreInstanceSize implements ActionDefinition {

    static final String NAME = "restore-size";

    private final List<ActionStep> steps;

    RestoreInstanceSize(ActuatorAwsClients clients) {
        this.steps = List.of(
                new StopForResizeStep(clients, RestoreInstanceSize::before, RestoreInstanceSize::problem),
                new SetInstanceTypeStep(clients, RestoreInstanceSize::before, RestoreInstanceSize::mustStand),
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
        return true;
    }

    @Override
    public boolean needsIdleness() {
        return false;
    }

    /** It stops the instance once more, of which the new type may have other volumes than the one that was planned. */
    @Override
    public Set<TargetPrecondition> preconditions() {
        return EnumSet.of(TargetPrecondition.LOSING_NOTHING, TargetPrecondition.QUIET);
    }

    @Override
    public List<ActionStep> steps() {
        return steps;
    }

    private static String before(ActionOrder order) {
        return ((Ec2Instance) order.planned()).type();
    }

    /** Only the size that we gave is taken back, and an instance that somebody stopped is not started behind their back. */
    private static Optional<String> problem(ActionOrder order, Ec2Instance.Observation now) {
        String type = now.instance().type();
        if (!type.equals(InstanceTypeParameter.of(order)) && !type.equals(before(order))) {
            return Optional.of("somebody gave the instance another type since: it is a " + type);
        }
        return StepObstacle.when(
                now.state().equals(Ec2Instance.STOPPED) && !order.isUnfinished(),
                "somebody stopped the instance, and this would start it: start it first, or change its type by hand");
    }

    /** Nothing is in the way where there is nothing to change. */
    private static Optional<String> mustStand(ActionOrder order, Ec2Instance.Observation now) {
        return now.instance().type().equals(before(order)) ? Optional.empty() : StopForResizeStep.mustStand(order, now);
    }
}
