package dev.gleaner.actuator.action.lifecycle;

import dev.gleaner.actuator.action.ActionDefinition;
import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.action.CallStep;
import dev.gleaner.actuator.action.DocumentChange;
import dev.gleaner.actuator.action.StepProgress;
import dev.gleaner.actuator.aws.BucketLifecycle;
import dev.gleaner.actuator.aws.S3Bucket;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.RemedyAction;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Adds one or several rules of Gleaner to the lifecycle configuration of a bucket, which S3 only replaces as a whole. The
 * configuration is read once more right before the call, which is not made if it changed since the bucket was described. S3 has
 * no call with a condition: a change in the moment between is lost.
 */
public final class PutLifecycleRule {

    private static final String NAME = RemedyAction.PUT_LIFECYCLE_RULE.id();
    private static final String UNDO = "restore-lifecycle";

    private PutLifecycleRule() {}

    @Singleton
    static ActionDefinition<S3Bucket.Observation> action(S3Bucket.Client buckets) {
        return ActionDefinition.of(NAME, S3Bucket.TYPE)
                .undoneBy(UNDO)
                .loses((bucket, parameters) -> lost(parameters))
                .changes((bucket, parameters) -> Optional.of(change(bucket.lifecycle(), parameters)))
                .build(step(NAME, buckets, PutLifecycleRule::merged));
    }

    /** Restores the lifecycle configuration that the bucket had before. */
    @Singleton
    static ActionDefinition<S3Bucket.Observation> undo(S3Bucket.Client buckets) {
        return ActionDefinition.undo(UNDO, S3Bucket.TYPE)
                .build(step(
                        UNDO,
                        buckets,
                        order -> S3Bucket.TYPE.planned(order.planned()).lifecycle()));
    }

    private static CallStep<S3Bucket.Observation> step(
            String name, S3Bucket.Client buckets, Function<ActionOrder, BucketLifecycle> wanted) {
        return CallStep.on(S3Bucket.TYPE, name, "s3:PutLifecycleConfiguration")
                .checks((order, before) -> changedRightBefore(buckets, order, before))
                .performs((order, before) -> buckets.replaceLifecycle(
                        order.target(), S3Bucket.TYPE.planned(order.planned()), wanted.apply(order)))
                .progress((order, before, now) -> progress(
                        before.bucket().lifecycle(),
                        wanted.apply(order),
                        now.bucket().lifecycle()))
                .overtaken("the lifecycle document was changed concurrently, so nothing further is done to it")
                .build();
    }

    private static Uni<Optional<String>> changedRightBefore(
            S3Bucket.Client buckets, ActionOrder order, S3Bucket.Observation before) {
        return buckets.readLifecycle(order.target(), S3Bucket.TYPE.planned(order.planned()))
                .map(
                        now -> now.equals(before.bucket().lifecycle())
                                ? Optional.empty()
                                : Optional.of(
                                        "the lifecycle document of the bucket changed right before the call, which would replace it"));
    }

    static StepProgress progress(BucketLifecycle before, BucketLifecycle wanted, BucketLifecycle now) {
        if (now.isResultOf(wanted)) {
            return StepProgress.DONE;
        }
        return now.equals(before) ? StepProgress.NOT_YET : StepProgress.CONTESTED;
    }

    private static List<String> lost(Map<String, String> parameters) {
        try {
            List<GleanerLifecycleRule> rules = GleanerLifecycleRule.allOf(parameters);
            List<String> lost = new ArrayList<>();
            if (rules.stream().anyMatch(GleanerLifecycleRule::deletesObjects)) {
                lost.add("objects or versions that the rule expired meanwhile");
            }
            rules.stream()
                    .flatMap(rule -> rule.archives().stream())
                    .distinct()
                    .sorted()
                    .forEach(archive -> lost.add("the reading of objects that were moved to " + archive
                            + " meanwhile: each has to be restored first, which takes hours and is paid for"));
            return List.copyOf(lost);
        } catch (GleanerLifecycleRule.InvalidLifecycleRuleException refused) {
            return List.of();
        }
    }

    private static DocumentChange change(BucketLifecycle before, Map<String, String> parameters) {
        try {
            BucketLifecycle after = merged(before, parameters);
            return DocumentChange.of(Json.tree(before.canonical()), Json.tree(after.canonical()));
        } catch (GleanerLifecycleRule.InvalidLifecycleRuleException refused) {
            return DocumentChange.impossible(Json.tree(before.canonical()), refused.reason());
        }
    }

    /**
     * The configuration of the planned bucket with the rules added. Throws
     * {@link GleanerLifecycleRule.InvalidLifecycleRuleException} when one of them must not be added.
     */
    public static BucketLifecycle merged(ActionOrder order) {
        return merged(S3Bucket.TYPE.planned(order.planned()).lifecycle(), order.parameters());
    }

    private static BucketLifecycle merged(BucketLifecycle found, Map<String, String> parameters) {
        BucketLifecycle merged = LifecycleRuleMerger.merge(found, GleanerLifecycleRule.allOf(parameters));
        GleanerLifecycleRule.InvalidLifecycleRuleException.throwUnless(
                !merged.equals(found), "the bucket has each of these rules already");
        return merged;
    }
}
