package dev.gleaner.actuator.action;

import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.actuator.aws.S3Bucket;
import dev.gleaner.actuator.aws.TagCalls;
import dev.gleaner.actuator.aws.TargetRegistry;
import dev.gleaner.actuator.aws.TargetType;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.RemedyAction;
import dev.gleaner.contracts.resource.ResourceKind;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Adds missing tags to a resource, so that its cost can be allocated. Each service has its own call. A tag that the resource had
 * when the action was planned is never changed, also if its value is blank.
 */
public final class TagResource {

    /** Name of the action in remedies. */
    public static final String NAME = RemedyAction.TAG_RESOURCE.id();

    private static final String UNDO = "untag-resource";

    private TagResource() {}

    @Singleton
    static ActionDefinition<ResourceObservation> action(ActuatorAwsClients clients) {
        Map<ResourceKind, ActionStep<ResourceObservation>> steps =
                StepTable.of(calls -> tag(clients, calls), tagBucket(clients));
        return ActionDefinition.ofSeveralKinds(NAME, steps.keySet())
                .undoneBy(UNDO)
                .requires()
                .changes((planned, parameters) -> Optional.of(change(planned, parameters)))
                .stepsOf((order, each) -> List.of(StepTable.stepOf(steps, order)))
                .build(StepTable.distinct(steps));
    }

    /** Removes the tags that still have Gleaner's value. */
    @Singleton
    static ActionDefinition<ResourceObservation> undo(ActuatorAwsClients clients) {
        Map<ResourceKind, ActionStep<ResourceObservation>> steps =
                StepTable.of(calls -> untag(clients, calls), untagBucket(clients));
        return ActionDefinition.undoOfSeveralKinds(UNDO, steps.keySet())
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

    /** The steps by the kind of their target: each that can be tagged. */
    private static final class StepTable {

        private StepTable() {}

        static Map<ResourceKind, ActionStep<ResourceObservation>> of(
                Function<TagCalls, ActionStep<ResourceObservation>> stepOf, ActionStep<ResourceObservation> ofBucket) {
            Map<TagCalls, ActionStep<ResourceObservation>> made = new HashMap<>();
            Map<ResourceKind, ActionStep<ResourceObservation>> steps = new TreeMap<>();
            for (TargetType<?, ?> type : TargetRegistry.ALL) {
                type.tagCalls().ifPresent(calls -> steps.put(type.kind(), made.computeIfAbsent(calls, stepOf)));
            }
            steps.put(ResourceKind.BUCKET, ofBucket);
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

    private static ActionStep<ResourceObservation> tag(ActuatorAwsClients clients, TagCalls calls) {
        return adding(calls.add())
                .sends((order, before) ->
                        calls.adding().send(clients, order.target(), TagProgress.absent(order, before)))
                .build();
    }

    private static ActionStep<ResourceObservation> untag(ActuatorAwsClients clients, TagCalls calls) {
        return removing(calls.remove())
                .sends((order, before) ->
                        calls.removing().send(clients, order.target(), TagProgress.ours(order, before)))
                .build();
    }

    /**
     * Adds tags to a bucket. S3 replaces the whole set, so that the tags are read once more right before the call, which is not made
     * if they changed since the bucket was described. S3 has no call with a condition: a change in the moment between is lost.
     */
    private static ActionStep<ResourceObservation> tagBucket(ActuatorAwsClients clients) {
        return replacingAll(adding("s3:PutBucketTagging"), clients, BucketTags::merged);
    }

    /** Removes tags from a bucket, with the same care. */
    private static ActionStep<ResourceObservation> untagBucket(ActuatorAwsClients clients) {
        return replacingAll(removing("s3:PutBucketTagging"), clients, BucketTags::reduced);
    }

    private static ActionStep<ResourceObservation> replacingAll(
            CallStep.Builder<ResourceObservation> step,
            ActuatorAwsClients clients,
            BiFunction<ActionOrder, ResourceObservation, Map<String, String>> wanted) {
        S3Bucket.TagSetWriter tags = new S3Bucket.TagSetWriter(clients);
        return step.checks((order, before) -> BucketTags.changedRightBefore(tags, order, before))
                .performs((order, before) -> tags.replace(
                        order.target(), S3Bucket.TYPE.planned(order.planned()), wanted.apply(order, before)))
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
