package dev.gleaner.actuator.action.instance;

import dev.gleaner.actuator.action.ActionDefinition;
import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.action.ActionStep;
import dev.gleaner.actuator.action.DocumentChange;
import dev.gleaner.actuator.action.StepProgress;
import dev.gleaner.actuator.action.TargetPrecondition;
import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.actuator.aws.TargetKind;
import dev.gleaner.contracts.Json;
import jakarta.inject.Singleton;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.Ec2Response;
import software.amazon.awssdk.services.ec2.model.Tag;

/** Gives an instance the tags that it lacks, so that it can be charged to somebody. */
@Singleton
public class TagInstance implements ActionDefinition {

    static final String NAME = "tag-resource";

    private final List<ActionStep> steps;

    TagInstance(ActuatorAwsClients clients) {
        this.steps = List.of(new CreateTags(clients));
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
        return Optional.of(UntagInstance.NAME);
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
    public Optional<DocumentChange> change(ResourceSnapshot planned, Map<String, String> parameters) {
        Map<String, String> after = new TreeMap<>(planned.tags());
        after.putAll(MissingTags.of(planned, parameters));
        return Optional.of(MissingTags.problem(planned, parameters)
                .map(why -> DocumentChange.impossible(Json.tree(planned.tags()), why))
                .orElseGet(() -> DocumentChange.of(Json.tree(planned.tags()), Json.tree(after))));
    }

    @Override
    public List<ActionStep> steps() {
        return steps;
    }

    /** The EC2 form of tags. */
    static List<Tag> tags(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }

    private static final class CreateTags extends InstanceStep {

        CreateTags(ActuatorAwsClients clients) {
            super(clients, (order, now) -> MissingTags.problem(order.planned(), order.parameters()));
        }

        @Override
        public String name() {
            return "tag";
        }

        @Override
        public String call() {
            return "ec2:CreateTags";
        }

        @Override
        public String overtakenMessage() {
            return "somebody else gave the instance another value of the same tag at the same time";
        }

        @Override
        public CompletableFuture<? extends Ec2Response> send(
                Ec2AsyncClient ec2, ActionOrder order, Ec2Instance.Observation before) {
            Map<String, String> absent = MissingTags.of(before.instance(), MissingTags.of(order));
            return ec2.createTags(
                    request -> request.resources(order.target().id()).tags(tags(absent)));
        }

        @Override
        protected StepProgress evaluateProgress(
                ActionOrder order, Ec2Instance.Observation before, Ec2Instance.Observation now) {
            if (now.instance().isTerminated()) {
                return StepProgress.LOST;
            }
            Map<String, String> wanted = MissingTags.of(order);
            Map<String, String> seen = new TreeMap<>(now.instance().tags());
            seen.keySet().retainAll(wanted.keySet());
            if (seen.equals(wanted)) {
                return StepProgress.DONE;
            }
            return wanted.entrySet().containsAll(seen.entrySet()) ? StepProgress.NOT_YET : StepProgress.CONTESTED;
        }
    }
}
