package dev.gleaner.actuator.action;

import dev.gleaner.actuator.action.instance.InstanceStep;
import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.Ec2TagMapper;
import dev.gleaner.actuator.aws.InferenceEndpoint;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.actuator.aws.S3Bucket;
import dev.gleaner.actuator.aws.ScalingGroup;
import dev.gleaner.actuator.aws.TargetKind;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Remedy;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.Ec2Response;

/**
 * Adds missing tags to a resource, so that its cost can be allocated. Each service has its own call. A tag that the resource had
 * when the action was planned is never changed, also if its value is blank.
 */
@Singleton
public class TagResource implements ActionClass {

    /** Name of the action in remedies. */
    public static final String NAME = "tag-resource";

    /** The targets that can be tagged. */
    static final Set<TargetKind> KINDS = EnumSet.of(
            TargetKind.INSTANCE,
            TargetKind.VOLUME,
            TargetKind.SNAPSHOT,
            TargetKind.ADDRESS,
            TargetKind.NAT_GATEWAY,
            TargetKind.VPC,
            TargetKind.BUCKET,
            TargetKind.LOG_GROUP,
            TargetKind.INFERENCE_ENDPOINT,
            TargetKind.AUTO_SCALING_GROUP);

    private final Map<TargetKind, ActionStep<ResourceObservation>> steps;

    TagResource(ActuatorAwsClients clients) {
        this.steps = StepTable.of(
                new TagInstanceStep(clients),
                new TagEc2Step(clients),
                new TagBucketStep(clients),
                new TagLogGroupStep(clients),
                new TagEndpointStep(clients),
                new TagGroupStep(clients));
    }

    /** The tags that a resource with these tags has after a remedy; the same if the remedy sets none. */
    public static Map<String, String> tagsAfter(Remedy remedy, Map<String, String> tags) {
        return remedy.action().equals(NAME) ? tagsAfter(remedy.parameters(), tags) : tags;
    }

    /** The tags that a resource with these tags has after the action with these parameters. */
    public static Map<String, String> tagsAfter(Map<String, String> parameters, Map<String, String> tags) {
        Map<String, String> after = new TreeMap<>(tags);
        after.putAll(MissingTags.find(tags, parameters));
        return after;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<TargetKind> targetKinds() {
        return KINDS;
    }

    @Override
    public boolean isUndo() {
        return false;
    }

    @Override
    public Optional<String> undoName() {
        return Optional.of(UntagResource.NAME);
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
    public List<ActionStep<ResourceObservation>> steps() {
        return StepTable.distinct(steps);
    }

    @Override
    public List<ActionStep<ResourceObservation>> steps(ActionOrder order) {
        return List.of(StepTable.stepOf(steps, order));
    }

    /** The steps by the kind of their target. */
    private static final class StepTable {

        private StepTable() {}

        static Map<TargetKind, ActionStep<ResourceObservation>> of(
                ActionStep<ResourceObservation> instance,
                ActionStep<ResourceObservation> ec2,
                ActionStep<ResourceObservation> bucket,
                ActionStep<ResourceObservation> logGroup,
                ActionStep<ResourceObservation> endpoint,
                ActionStep<ResourceObservation> scalingGroup) {
            Map<TargetKind, ActionStep<ResourceObservation>> steps = new TreeMap<>();
            KINDS.forEach(kind -> steps.put(kind, ec2));
            steps.put(TargetKind.INSTANCE, instance);
            steps.put(TargetKind.BUCKET, bucket);
            steps.put(TargetKind.LOG_GROUP, logGroup);
            steps.put(TargetKind.INFERENCE_ENDPOINT, endpoint);
            steps.put(TargetKind.AUTO_SCALING_GROUP, scalingGroup);
            return steps;
        }

        static List<ActionStep<ResourceObservation>> distinct(Map<TargetKind, ActionStep<ResourceObservation>> steps) {
            return steps.values().stream().distinct().toList();
        }

        static ActionStep<ResourceObservation> stepOf(Map<TargetKind, ActionStep<ResourceObservation>> steps, ActionOrder order) {
            return TargetKind.of(order.target())
                    .flatMap(kind -> Optional.ofNullable(steps.get(kind)))
                    .orElseThrow(() -> new IllegalArgumentException(order.target() + " can't be tagged"));
        }
    }

    /** Progress that is the same for all kinds: by the tags that AWS shows. */
    private static final class TagProgress {

        private TagProgress() {}

        static StepProgress added(ActionOrder order, ResourceObservation now) {
            if (isGone(now)) {
                return StepProgress.LOST;
            }
            Map<String, String> wanted = MissingTags.find(order);
            Map<String, String> seen = new TreeMap<>(now.subject().tags());
            seen.keySet().retainAll(wanted.keySet());
            if (seen.equals(wanted)) {
                return StepProgress.DONE;
            }
            return wanted.entrySet().containsAll(seen.entrySet()) ? StepProgress.NOT_YET : StepProgress.CONTESTED;
        }

        static StepProgress removed(ActionOrder order, ResourceObservation now) {
            return isGone(now) || ours(order, now).isEmpty() ? StepProgress.DONE : StepProgress.NOT_YET;
        }

        /** Tags of the order that the resource does not have yet. */
        static Map<String, String> absent(ActionOrder order, ResourceObservation before) {
            return MissingTags.find(before.subject(), MissingTags.find(order));
        }

        /** Tags of the order that still have the value that was given. */
        static Map<String, String> ours(ActionOrder order, ResourceObservation shown) {
            Map<String, String> ours = new TreeMap<>(MissingTags.find(order));
            ours.entrySet().retainAll(shown.subject().tags().entrySet());
            return ours;
        }

        private static boolean isGone(ResourceObservation now) {
            return now.subject() instanceof ResourceSnapshot.NotFound
                    || (now.subject() instanceof Ec2Instance instance && instance.isTerminated());
        }
    }

    /** Adds tags to an instance. */
    static final class TagInstanceStep extends InstanceStep {

        TagInstanceStep(ActuatorAwsClients clients) {
            super(clients, (order, now) -> MissingTags.problem(order.planned(), order.parameters()));
        }

        @Override
        public String name() {
            return AddingStep.STEP;
        }

        @Override
        public String call() {
            return "ec2:CreateTags";
        }

        @Override
        public String overtakenMessage() {
            return AddingStep.OVERTAKEN;
        }

        @Override
        public CompletableFuture<? extends Ec2Response> send(
                Ec2AsyncClient ec2, ActionOrder order, Ec2Instance.Observation before) {
            return ec2.createTags(request -> request.resources(order.target().id())
                    .tags(Ec2TagMapper.toList(TagProgress.absent(order, before))));
        }

        @Override
        protected StepProgress evaluateProgress(
                ActionOrder order, Ec2Instance.Observation before, Ec2Instance.Observation now) {
            return TagProgress.added(order, now);
        }
    }

    /** Removes tags from an instance. */
    static final class UntagInstanceStep extends InstanceStep {

        UntagInstanceStep(ActuatorAwsClients clients) {
            super(clients, InstanceStep.StepObstacle.NONE);
        }

        @Override
        public String name() {
            return RemovingStep.STEP;
        }

        @Override
        public String call() {
            return "ec2:DeleteTags";
        }

        /** Because the request contains the values, EC2 deletes a tag only if it still has this value. */
        @Override
        public CompletableFuture<? extends Ec2Response> send(
                Ec2AsyncClient ec2, ActionOrder order, Ec2Instance.Observation before) {
            return ec2.deleteTags(request ->
                    request.resources(order.target().id()).tags(Ec2TagMapper.toList(TagProgress.ours(order, before))));
        }

        @Override
        protected StepProgress evaluateProgress(
                ActionOrder order, Ec2Instance.Observation before, Ec2Instance.Observation now) {
            return TagProgress.removed(order, now);
        }
    }

    /** Adds tags to a resource that is no instance. */
    private abstract static class AddingStep implements ActionStep<ResourceObservation> {

        static final String STEP = "tag";
        static final String OVERTAKEN = "another value of the same tag was set concurrently";

        @Override
        public String name() {
            return STEP;
        }

        @Override
        public String overtakenMessage() {
            return OVERTAKEN;
        }

        @Override
        public Optional<String> obstacle(ActionOrder order, ResourceObservation now) {
            return MissingTags.problem(order.planned(), order.parameters());
        }

        @Override
        public StepProgress evaluateProgress(ActionOrder order, ResourceObservation before, ResourceObservation now) {
            return TagProgress.added(order, now);
        }
    }

    /** Removes tags from a resource that is no instance. */
    private abstract static class RemovingStep implements ActionStep<ResourceObservation> {

        static final String STEP = "untag";

        @Override
        public String name() {
            return STEP;
        }

        @Override
        public String overtakenMessage() {
            return "a tag was changed concurrently";
        }

        @Override
        public StepProgress evaluateProgress(ActionOrder order, ResourceObservation before, ResourceObservation now) {
            return TagProgress.removed(order, now);
        }
    }

    /** Adds tags to a volume, snapshot, address, NAT gateway or VPC. */
    static final class TagEc2Step extends AddingStep {

        private final ActuatorAwsClients clients;

        TagEc2Step(ActuatorAwsClients clients) {
            this.clients = clients;
        }

        @Override
        public String call() {
            return "ec2:CreateTags";
        }

        @Override
        public Uni<String> perform(ActionOrder order, ResourceObservation before) {
            return ContextBoundUni.fromFuture(() -> clients.ec2(order.target())
                            .createTags(
                                    request -> request.resources(order.target().id())
                                            .tags(Ec2TagMapper.toList(TagProgress.absent(order, before)))))
                    .map(answer -> answer.responseMetadata().requestId());
        }
    }

    /** Removes tags from a volume, snapshot, address, NAT gateway or VPC. */
    static final class UntagEc2Step extends RemovingStep {

        private final ActuatorAwsClients clients;

        UntagEc2Step(ActuatorAwsClients clients) {
            this.clients = clients;
        }

        @Override
        public String call() {
            return "ec2:DeleteTags";
        }

        /** Because the request contains the values, EC2 deletes a tag only if it still has this value. */
        @Override
        public Uni<String> perform(ActionOrder order, ResourceObservation before) {
            return ContextBoundUni.fromFuture(() -> clients.ec2(order.target())
                            .deleteTags(
                                    request -> request.resources(order.target().id())
                                            .tags(Ec2TagMapper.toList(TagProgress.ours(order, before)))))
                    .map(answer -> answer.responseMetadata().requestId());
        }
    }

    /**
     * Adds tags to a bucket. S3 replaces the whole set, so that the tags are read once more right before the call, which is not made
     * if they changed since the bucket was described. S3 has no call with a condition: a change in the moment between is lost.
     */
    static final class TagBucketStep extends AddingStep {

        private final S3Bucket.TagSetWriter tags;

        TagBucketStep(ActuatorAwsClients clients) {
            this.tags = new S3Bucket.TagSetWriter(clients);
        }

        @Override
        public String call() {
            return "s3:PutBucketTagging";
        }

        @Override
        public Uni<Void> checkPreconditions(ActionOrder order, ResourceObservation before) {
            return BucketTags.requireUnchanged(tags, order, before);
        }

        @Override
        public Uni<String> perform(ActionOrder order, ResourceObservation before) {
            return tags.replace(order.target(), (S3Bucket) order.planned(), BucketTags.merged(order, before));
        }
    }

    /** Removes tags from a bucket, with the same care. */
    static final class UntagBucketStep extends RemovingStep {

        private final S3Bucket.TagSetWriter tags;

        UntagBucketStep(ActuatorAwsClients clients) {
            this.tags = new S3Bucket.TagSetWriter(clients);
        }

        @Override
        public String call() {
            return "s3:PutBucketTagging";
        }

        @Override
        public Uni<Void> checkPreconditions(ActionOrder order, ResourceObservation before) {
            return BucketTags.requireUnchanged(tags, order, before);
        }

        @Override
        public Uni<String> perform(ActionOrder order, ResourceObservation before) {
            return tags.replace(order.target(), (S3Bucket) order.planned(), BucketTags.reduced(order, before));
        }
    }

    /** The whole set of the tags of a bucket after a step: those of others stay. */
    static final class BucketTags {

        private BucketTags() {}

        static Map<String, String> merged(ActionOrder order, ResourceObservation before) {
            Map<String, String> all = new TreeMap<>(before.subject().tags());
            all.putAll(TagProgress.absent(order, before));
            return all;
        }

        static Map<String, String> reduced(ActionOrder order, ResourceObservation before) {
            Map<String, String> rest = new TreeMap<>(before.subject().tags());
            rest.entrySet().removeAll(TagProgress.ours(order, before).entrySet());
            return rest;
        }

        static Uni<Void> requireUnchanged(S3Bucket.TagSetWriter tags, ActionOrder order, ResourceObservation before) {
            return tags.read(order.target(), (S3Bucket) order.planned())
                    .flatMap(
                            now -> now.equals(before.subject().tags())
                                    ? Uni.createFrom().voidItem()
                                    : Uni.createFrom()
                                            .failure(
                                                    new CallPreconditionException(
                                                            "the tags of the bucket changed right before the call, which would replace them")));
        }
    }

    /** Adds tags to a log group. */
    static final class TagLogGroupStep extends AddingStep {

        private final ActuatorAwsClients clients;

        TagLogGroupStep(ActuatorAwsClients clients) {
            this.clients = clients;
        }

        @Override
        public String call() {
            return "logs:TagResource";
        }

        @Override
        public Uni<String> perform(ActionOrder order, ResourceObservation before) {
            return ContextBoundUni.fromFuture(() -> clients.logs(order.target())
                            .tagResource(request -> request.resourceArn(
                                            order.target().toString())
                                    .tags(TagProgress.absent(order, before))))
                    .map(answer -> answer.responseMetadata().requestId());
        }
    }

    /** Removes tags from a log group. */
    static final class UntagLogGroupStep extends RemovingStep {

        private final ActuatorAwsClients clients;

        UntagLogGroupStep(ActuatorAwsClients clients) {
            this.clients = clients;
        }

        @Override
        public String call() {
            return "logs:UntagResource";
        }

        @Override
        public Uni<String> perform(ActionOrder order, ResourceObservation before) {
            return ContextBoundUni.fromFuture(() -> clients.logs(order.target())
                            .untagResource(request -> request.resourceArn(
                                            order.target().toString())
                                    .tagKeys(TagProgress.ours(order, before).keySet())))
                    .map(answer -> answer.responseMetadata().requestId());
        }
    }

    /** Adds tags to an inference endpoint. */
    static final class TagEndpointStep extends AddingStep {

        private final ActuatorAwsClients clients;

        TagEndpointStep(ActuatorAwsClients clients) {
            this.clients = clients;
        }

        @Override
        public String call() {
            return "sagemaker:AddTags";
        }

        @Override
        public Uni<String> perform(ActionOrder order, ResourceObservation before) {
            return ContextBoundUni.fromFuture(() -> clients.sageMaker(order.target())
                            .addTags(request -> request.resourceArn(
                                            order.target().toString())
                                    .tags(InferenceEndpoint.toList(TagProgress.absent(order, before)))))
                    .map(answer -> answer.responseMetadata().requestId());
        }
    }

    /** Removes tags from an inference endpoint. */
    static final class UntagEndpointStep extends RemovingStep {

        private final ActuatorAwsClients clients;

        UntagEndpointStep(ActuatorAwsClients clients) {
            this.clients = clients;
        }

        @Override
        public String call() {
            return "sagemaker:DeleteTags";
        }

        @Override
        public Uni<String> perform(ActionOrder order, ResourceObservation before) {
            return ContextBoundUni.fromFuture(() -> clients.sageMaker(order.target())
                            .deleteTags(request -> request.resourceArn(
                                            order.target().toString())
                                    .tagKeys(TagProgress.ours(order, before).keySet())))
                    .map(answer -> answer.responseMetadata().requestId());
        }
    }

    /** Adds tags to an Auto Scaling group. The instances that it launches from then on get them too, as their cost is what matters. */
    static final class TagGroupStep extends AddingStep {

        private final ActuatorAwsClients clients;

        TagGroupStep(ActuatorAwsClients clients) {
            this.clients = clients;
        }

        @Override
        public String call() {
            return "autoscaling:CreateOrUpdateTags";
        }

        @Override
        public Uni<String> perform(ActionOrder order, ResourceObservation before) {
            return ContextBoundUni.fromFuture(() -> clients.autoScaling(order.target())
                            .createOrUpdateTags(request -> request.tags(
                                    ScalingGroup.toTags(order.target(), TagProgress.absent(order, before)))))
                    .map(answer -> answer.responseMetadata().requestId());
        }
    }

    /** Removes tags from an Auto Scaling group. Instances that it launched keep them. */
    static final class UntagGroupStep extends RemovingStep {

        private final ActuatorAwsClients clients;

        UntagGroupStep(ActuatorAwsClients clients) {
            this.clients = clients;
        }

        @Override
        public String call() {
            return "autoscaling:DeleteTags";
        }

        @Override
        public Uni<String> perform(ActionOrder order, ResourceObservation before) {
            return ContextBoundUni.fromFuture(() -> clients.autoScaling(order.target())
                            .deleteTags(request ->
                                    request.tags(ScalingGroup.toTags(order.target(), TagProgress.ours(order, before)))))
                    .map(answer -> answer.responseMetadata().requestId());
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
            return find(planned.tags(), parameters);
        }

        static Map<String, String> find(Map<String, String> present, Map<String, String> parameters) {
            Map<String, String> absent = new TreeMap<>(parameters);
            absent.remove(ActionOrder.UNFINISHED);
            absent.keySet().removeAll(present.keySet());
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
         * to a resource. Keys of conditions in IAM policies are compared without regard to case.
         */
        private static boolean isLegal(String key, String value) {
            String lower = key.toLowerCase(Locale.ROOT);
            return !key.isBlank()
                    && key.length() <= LONGEST_KEY
                    && value.length() <= LONGEST_VALUE
                    && !lower.startsWith("aws:")
                    && !lower.startsWith("gleaner:");
        }
    }

    /** Removes the tags of {@link TagResource} that still have Gleaner's value: its undo. */
    @Singleton
    public static class UntagResource implements ActionClass {

        static final String NAME = "untag-resource";

        private final Map<TargetKind, ActionStep<ResourceObservation>> steps;

        UntagResource(ActuatorAwsClients clients) {
            this.steps = StepTable.of(
                    new UntagInstanceStep(clients),
                    new UntagEc2Step(clients),
                    new UntagBucketStep(clients),
                    new UntagLogGroupStep(clients),
                    new UntagEndpointStep(clients),
                    new UntagGroupStep(clients));
        }

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public Set<TargetKind> targetKinds() {
            return KINDS;
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
        public List<ActionStep<ResourceObservation>> steps() {
            return StepTable.distinct(steps);
        }

        @Override
        public List<ActionStep<ResourceObservation>> steps(ActionOrder order) {
            return List.of(StepTable.stepOf(steps, order));
        }
    }
}
