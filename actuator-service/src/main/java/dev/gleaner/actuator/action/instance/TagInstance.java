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

/** Adds missing tags to an instance, so that its cost can be allocated. */
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
    public boolean isUndo() {
        return false;
    }

    @Override
    public Optional<String> undoName() {
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
        after.putAll(MissingTags.find(planned, parameters));
        return Optional.of(MissingTags.problem(planned, parameters)
                .map(why -> DocumentChange.impossible(Json.tree(planned.tags()), why))
                .orElseGet(() -> DocumentChange.of(Json.tree(planned.tags()), Json.tree(after))));
    }

    @Override
    public List<ActionStep> steps() {
        return steps;
    }

    /** The tags in the form of EC2. */
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
            return "another value of the same tag was set concurrently";
        }

        @Override
        public CompletableFuture<? extends Ec2Response> send(
                Ec2AsyncClient ec2, ActionOrder order, Ec2Instance.Observation before) {
            Map<String, String> absent = MissingTags.find(before.instance(), MissingTags.find(order));
            return ec2.createTags(
                    request -> request.resources(order.target().id()).tags(tags(absent)));
        }

        @Override
        protected StepProgress evaluateProgress(
                ActionOrder order, Ec2Instance.Observation before, Ec2Instance.Observation now) {
            if (now.instance().isTerminated()) {
                return StepProgress.LOST;
            }
            Map<String, String> wanted = MissingTags.find(order);
            Map<String, String> seen = new TreeMap<>(now.instance().tags());
            seen.keySet().retainAll(wanted.keySet());
            if (seen.equals(wanted)) {
                return StepProgress.DONE;
            }
            return wanted.entrySet().containsAll(seen.entrySet()) ? StepProgress.NOT_YET : StepProgress.CONTESTED;
        }
    }

    /** Tags of a remedy that were absent in the plan, so that no tag is overwritten. */
    static final class MissingTags {

        private static final int LONGEST_KEY = 128;
        private static final int LONGEST_VALUE = 256;
        private static final int MOST = 50;

        private MissingTags() {}

        static Map<String, String> find(ActionOrder order) {
            return find(order.planned(), order.parameters());
        }

        static Map<String, String> find(ResourceSnapshot planned, Map<String, String> parameters) {
            Map<String, String> absent = new TreeMap<>(parameters);
            absent.remove(ActionOrder.UNFINISHED);
            absent.keySet().removeAll(planned.tags().keySet());
            return absent;
        }

        /** Why the tags cannot be added; empty when they can. */
        static Optional<String> problem(ResourceSnapshot planned, Map<String, String> parameters) {
            Map<String, String> tags = find(planned, parameters);
            if (tags.isEmpty()) {
                return Optional.of("it has all the tags that the remedy names, and none is overwritten");
            }
            if (planned.tags().size() + tags.size() > MOST) {
                return Optional.of("it would have more than " + MOST + " tags");
            }
            return tags.entrySet().stream()
                    .filter(tag -> !isLegal(tag.getKey(), tag.getValue()))
                    .findFirst()
                    .map(tag -> "the tag " + tag.getKey() + "=" + tag.getValue() + " can't be given by a remedy");
        }

        /**
         * A remedy comes from outside the actuator, so it must not set Gleaner's own tags, which control what may be done
         * to a resource.
         */
        private static boolean isLegal(String key, String value) {
            return !key.isBlank()
                    && key.length() <= LONGEST_KEY
                    && value.length() <= LONGEST_VALUE
                    && !key.startsWith("aws:")
                    && !key.startsWith("gleaner:");
        }
    }

    /** Removes the tags of {@link TagInstance} that still have Gleaner's value: its undo. */
    @Singleton
    public static class UntagInstance implements ActionDefinition {

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
        public boolean isUndo() {
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
    }

    private static final class DeleteTags extends InstanceStep {

        DeleteTags(ActuatorAwsClients clients) {
            super(clients, InstanceStep.StepObstacle.NONE);
        }

        @Override
        public String name() {
            return "untag";
        }

        @Override
        public String call() {
            return "ec2:DeleteTags";
        }

        /** Because the request contains the values, EC2 deletes a tag only if it still has this value. */
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
            Map<String, String> ours = new TreeMap<>(MissingTags.find(order));
            ours.entrySet().retainAll(shown.instance().tags().entrySet());
            return ours;
        }
    }
}
