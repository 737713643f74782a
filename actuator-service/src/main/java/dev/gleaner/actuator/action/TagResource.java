package dev.gleaner.actuator.action;

import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.Ec2TagMapper;
import dev.gleaner.actuator.aws.InferenceEndpoint;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.actuator.aws.S3Bucket;
import dev.gleaner.actuator.aws.ScalingGroup;
import dev.gleaner.actuator.aws.TargetRegistry;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.resource.ResourceKind;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Adds missing tags to a resource, so that its cost can be allocated. Each service has its own call. A tag that the resource had
 * when the action was planned is never changed, also if its value is blank.
 */
public final class TagResource {

    /** Name of the action in remedies. */
    public static final String NAME = "tag-resource";

    private static final String UNDO = "untag-resource";

    /** The targets that can be tagged. */
    static final Set<ResourceKind> KINDS = EnumSet.of(
            ResourceKind.INSTANCE,
            ResourceKind.VOLUME,
            ResourceKind.SNAPSHOT,
            ResourceKind.ADDRESS,
            ResourceKind.NAT_GATEWAY,
            ResourceKind.VPC,
            ResourceKind.BUCKET,
            ResourceKind.LOG_GROUP,
            ResourceKind.INFERENCE_ENDPOINT,
            ResourceKind.AUTO_SCALING_GROUP);

    private TagResource() {}

    @Produces
    @Singleton
    static ActionDefinition<ResourceObservation> action(ActuatorAwsClients clients) {
        Map<ResourceKind, ActionStep<ResourceObservation>> steps = StepTable.of(
                tagEc2(clients), tagBucket(clients), tagLogGroup(clients), tagEndpoint(clients), tagGroup(clients));
        return ActionDefinition.ofSeveralKinds(NAME, KINDS)
                .undoneBy(UNDO)
                .requires()
                .changes((planned, parameters) -> Optional.of(change(planned, parameters)))
                .stepsOf((order, each) -> List.of(StepTable.stepOf(steps, order)))
                .build(StepTable.distinct(steps));
    }

    /** Removes the tags that still have Gleaner's value. */
    @Produces
    @Singleton
    static ActionDefinition<ResourceObservation> undo(ActuatorAwsClients clients) {
        Map<ResourceKind, ActionStep<ResourceObservation>> steps = StepTable.of(
                untagEc2(clients),
                untagBucket(clients),
                untagLogGroup(clients),
                untagEndpoint(clients),
                untagGroup(clients));
        return ActionDefinition.undoOfSeveralKinds(UNDO, KINDS)
                .requires()
                .stepsOf((order, each) -> List.of(StepTable.stepOf(steps, order)))
                .build(StepTable.distinct(steps));
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

    private static DocumentChange change(ResourceSnapshot planned, Map<String, String> parameters) {
        Map<String, String> after = new TreeMap<>(planned.tags());
        after.putAll(MissingTags.find(planned, parameters));
        return MissingTags.problem(planned, parameters)
                .map(why -> DocumentChange.impossible(Json.tree(planned.tags()), why))
                .orElseGet(() -> DocumentChange.of(Json.tree(planned.tags()), Json.tree(after)));
    }

    /** The steps by the kind of their target. */
    private static final class StepTable {

        private StepTable() {}

        static Map<ResourceKind, ActionStep<ResourceObservation>> of(
                ActionStep<ResourceObservation> ec2,
                ActionStep<ResourceObservation> bucket,
                ActionStep<ResourceObservation> logGroup,
                ActionStep<ResourceObservation> endpoint,
                ActionStep<ResourceObservation> scalingGroup) {
            Map<ResourceKind, ActionStep<ResourceObservation>> steps = new TreeMap<>();
            KINDS.forEach(kind -> steps.put(kind, ec2));
            steps.put(ResourceKind.BUCKET, bucket);
            steps.put(ResourceKind.LOG_GROUP, logGroup);
            steps.put(ResourceKind.INFERENCE_ENDPOINT, endpoint);
            steps.put(ResourceKind.AUTO_SCALING_GROUP, scalingGroup);
            return steps;
        }

        static List<ActionStep<ResourceObservation>> distinct(
                Map<ResourceKind, ActionStep<ResourceObservation>> steps) {
            return steps.values().stream().distinct().toList();
        }

        static ActionStep<ResourceObservation> stepOf(
                Map<ResourceKind, ActionStep<ResourceObservation>> steps, ActionOrder order) {
            return TargetRegistry.findKind(order.target())
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

    private static CallStep.Builder<ResourceObservation> adding(String call) {
        return CallStep.ofSeveralKinds("tag", call)
                .progress((order, before, now) -> TagProgress.added(order, now))
                .overtaken("another value of the same tag was set concurrently")
                .unless((order, now) -> MissingTags.problem(order.planned(), order.parameters()));
    }

    private static CallStep.Builder<ResourceObservation> removing(String call) {
        return CallStep.ofSeveralKinds("untag", call)
                .progress((order, before, now) -> TagProgress.removed(order, now))
                .overtaken("a tag was changed concurrently");
    }

    /** Adds tags to an instance, volume, snapshot, address, NAT gateway or VPC. */
    private static ActionStep<ResourceObservation> tagEc2(ActuatorAwsClients clients) {
        return adding("ec2:CreateTags")
                .sends((order, before) -> clients.ec2(order.target())
                        .createTags(request -> request.resources(order.target().id())
                                .tags(Ec2TagMapper.toList(TagProgress.absent(order, before)))))
                .build();
    }

    /**
     * Removes tags from an instance, volume, snapshot, address, NAT gateway or VPC. Because the request contains the values, EC2 deletes a tag only
     * if it still has this value.
     */
    private static ActionStep<ResourceObservation> untagEc2(ActuatorAwsClients clients) {
        return removing("ec2:DeleteTags")
                .sends((order, before) -> clients.ec2(order.target())
                        .deleteTags(request -> request.resources(order.target().id())
                                .tags(Ec2TagMapper.toList(TagProgress.ours(order, before)))))
                .build();
    }

    /**
     * Adds tags to a bucket. S3 replaces the whole set, so that the tags are read once more right before the call, which is not made
     * if they changed since the bucket was described. S3 has no call with a condition: a change in the moment between is lost.
     */
    private static ActionStep<ResourceObservation> tagBucket(ActuatorAwsClients clients) {
        S3Bucket.TagSetWriter tags = new S3Bucket.TagSetWriter(clients);
        return adding("s3:PutBucketTagging")
                .checks((order, before) -> BucketTags.changedRightBefore(tags, order, before))
                .performs((order, before) -> tags.replace(
                        order.target(), S3Bucket.TYPE.planned(order.planned()), BucketTags.merged(order, before)))
                .build();
    }

    /** Removes tags from a bucket, with the same care. */
    private static ActionStep<ResourceObservation> untagBucket(ActuatorAwsClients clients) {
        S3Bucket.TagSetWriter tags = new S3Bucket.TagSetWriter(clients);
        return removing("s3:PutBucketTagging")
                .checks((order, before) -> BucketTags.changedRightBefore(tags, order, before))
                .performs((order, before) -> tags.replace(
                        order.target(), S3Bucket.TYPE.planned(order.planned()), BucketTags.reduced(order, before)))
                .build();
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

        static Uni<Optional<String>> changedRightBefore(
                S3Bucket.TagSetWriter tags, ActionOrder order, ResourceObservation before) {
            return tags.read(order.target(), S3Bucket.TYPE.planned(order.planned()))
                    .map(now -> now.equals(before.subject().tags())
                            ? Optional.empty()
                            : Optional.of(
                                    "the tags of the bucket changed right before the call, which would replace them"));
        }
    }

    private static ActionStep<ResourceObservation> tagLogGroup(ActuatorAwsClients clients) {
        return adding("logs:TagResource")
                .sends((order, before) -> clients.logs(order.target())
                        .tagResource(request ->
                                request.resourceArn(order.target().toString()).tags(TagProgress.absent(order, before))))
                .build();
    }

    private static ActionStep<ResourceObservation> untagLogGroup(ActuatorAwsClients clients) {
        return removing("logs:UntagResource")
                .sends((order, before) -> clients.logs(order.target())
                        .untagResource(
                                request -> request.resourceArn(order.target().toString())
                                        .tagKeys(TagProgress.ours(order, before).keySet())))
                .build();
    }

    private static ActionStep<ResourceObservation> tagEndpoint(ActuatorAwsClients clients) {
        return adding("sagemaker:AddTags")
                .sends((order, before) -> clients.sageMaker(order.target())
                        .addTags(request -> request.resourceArn(order.target().toString())
                                .tags(InferenceEndpoint.toList(TagProgress.absent(order, before)))))
                .build();
    }

    private static ActionStep<ResourceObservation> untagEndpoint(ActuatorAwsClients clients) {
        return removing("sagemaker:DeleteTags")
                .sends((order, before) -> clients.sageMaker(order.target())
                        .deleteTags(
                                request -> request.resourceArn(order.target().toString())
                                        .tagKeys(TagProgress.ours(order, before).keySet())))
                .build();
    }

    /** Adds tags to an Auto Scaling group. The instances that it launches from then on get them too, as their cost is what matters. */
    private static ActionStep<ResourceObservation> tagGroup(ActuatorAwsClients clients) {
        return adding("autoscaling:CreateOrUpdateTags")
                .sends((order, before) -> clients.autoScaling(order.target())
                        .createOrUpdateTags(request ->
                                request.tags(ScalingGroup.toTags(order.target(), TagProgress.absent(order, before)))))
                .build();
    }

    /** Removes tags from an Auto Scaling group. Instances that it launched keep them. */
    private static ActionStep<ResourceObservation> untagGroup(ActuatorAwsClients clients) {
        return removing("autoscaling:DeleteTags")
                .sends((order, before) -> clients.autoScaling(order.target())
                        .deleteTags(request ->
                                request.tags(ScalingGroup.toTags(order.target(), TagProgress.ours(order, before)))))
                .build();
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
}
