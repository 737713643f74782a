package dev.gleaner.actuator.action.instance;

import dev.gleaner.actuator.action.ActionDefinition;
import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.action.ActionStep;
import dev.gleaner.actuator.action.StepProgress;
import dev.gleaner.actuator.action.TargetPrecondition;
import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.TargetKind;
import jakarta.inject.Singleton;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.Ec2Response;

/** Takes the tags of {@link TagInstance} off again, those that still have our value: its undo. */
@Singleton
public class UntagInstance implements ActionDefinition {

    static final String NAME = "untag-resource";

    private final List<ActionStep> steps;

    UntagInstance(ActuatorAwsClients clients) {
        this.steps = List.of(new DeleteTags(clients));
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

    private static final class DeleteTags extends InstanceStep {

        DeleteTags(ActuatorAwsClients clients) {
            super(clients, StepObstacle.NONE);
        }

        @Override
        public String name() {
            return "untag";
        }

        @Override
        public String call() {
            return "ec2:DeleteTags";
        }

        /** With the value, EC2 deletes a tag only while it still has it. */
        @Override
        public CompletableFuture<? extends Ec2Response> send(
                Ec2AsyncClient ec2, ActionOrder order, Ec2Instance.Observation before) {
            return ec2.deleteTags(
                    request -> request.resources(order.target().id()).tags(TagInstance.tags(ours(order, before))));
        }

        @Override
        protected StepProgress evaluateProgress(
                ActionOrder order, Ec2Instance.Observation before, Ec2Instance.Observation now) {
            return ours(order, now).isEmpty() || now.instance().isTerminated()
                    ? StepProgress.DONE
                    : StepProgress.NOT_YET;
        }

        private static Map<String, String> ours(ActionOrder order, Ec2Instance.Observation shown) {
            Map<String, String> ours = new TreeMap<>(MissingTags.of(order));
            ours.entrySet().retainAll(shown.instance().tags().entrySet());
            return ours;
        }
    }
}
