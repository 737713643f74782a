package dev.gleaner.actuator.action.terminate;

import dev.gleaner.actuator.action.ActionDefinition;
import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.action.ActionStep;
import dev.gleaner.actuator.action.StepProgress;
import dev.gleaner.actuator.action.TargetPrecondition;
import dev.gleaner.actuator.action.instance.InstanceStep;
import dev.gleaner.actuator.action.instance.StartStep;
import dev.gleaner.actuator.action.instance.StepObstacle;
import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.GleanerTagKeys;
import dev.gleaner.actuator.aws.TargetKind;
import jakarta.inject.Singleton;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.Ec2Response;

/**
 * Takes the tag of {@link TerminateInstance} off and lets the instance run again: its undo, until it is terminated. An instance
 * that did not run before, or that somebody started and stopped again since, is left stopped.
 */
@Singleton
public class EndQuarantine implements ActionDefinition {

    static final String NAME = "end-quarantine";

    private final List<ActionStep> steps;

    EndQuarantine(ActuatorAwsClients clients) {
        this.steps = List.of(new UntagStep(clients, EndQuarantine::gone), new StartAsBefore(clients));
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

    @Override
    public Set<TargetPrecondition> preconditions() {
        return EnumSet.noneOf(TargetPrecondition.class);
    }

    @Override
    public List<ActionStep> steps() {
        return steps;
    }

    /** Lets it run as it did when the termination began, unless somebody has had it run and stopped it since. */
    private static final class StartAsBefore extends StartStep {

        StartAsBefore(ActuatorAwsClients clients) {
            super(clients, StepObstacle.NONE);
        }

        /** By what was seen before our own start, which changes the time of launch as well. */
        @Override
        protected StepProgress evaluateProgress(
                ActionOrder order, Ec2Instance.Observation before, Ec2Instance.Observation now) {
            boolean isOthers = order.initial() instanceof Ec2Instance.Observation first
                    && (first.state().equals(Ec2Instance.STOPPED)
                            || !first.launched().equals(before.launched()));
            return isOthers
                            && before.state().equals(Ec2Instance.STOPPED)
                            && now.state().equals(Ec2Instance.STOPPED)
                    ? StepProgress.DONE
                    : super.evaluateProgress(order, before, now);
        }
    }

    private static Optional<String> gone(ActionOrder order, Ec2Instance.Observation now) {
        Ec2Instance.QuarantineImage image = now.image();
        return StepObstacle.when(
                now.instance().isTerminated(),
                "the instance is terminated, and nothing brings it back; launch a new one from the image "
                        + (image == null ? "" : image.id() + ", ") + "tagged " + GleanerTagKeys.ACTION + "="
                        + order.action());
    }

    /** Takes the tag of one quarantine off, and of no other. */
    static final class UntagStep extends InstanceStep {

        UntagStep(ActuatorAwsClients clients, StepObstacle obstacle) {
            super(clients, obstacle);
        }

        @Override
        public String name() {
            return "end-quarantine";
        }

        @Override
        public String call() {
            return "ec2:DeleteTags";
        }

        /** With the value, EC2 deletes the tag only while it still has it. */
        @Override
        public CompletableFuture<? extends Ec2Response> send(
                Ec2AsyncClient ec2, ActionOrder order, Ec2Instance.Observation before) {
            return ec2.deleteTags(request -> request.resources(order.target().id())
                    .tags(tag -> tag.key(GleanerTagKeys.QUARANTINED).value(order.action())));
        }

        @Override
        protected StepProgress evaluateProgress(
                ActionOrder order, Ec2Instance.Observation before, Ec2Instance.Observation now) {
            return QuarantineConditions.isTagged(order, now) ? StepProgress.NOT_YET : StepProgress.DONE;
        }
    }
}
