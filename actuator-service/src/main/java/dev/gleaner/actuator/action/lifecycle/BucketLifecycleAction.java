package dev.gleaner.actuator.action.lifecycle;

import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.action.CallPreconditionException;
import dev.gleaner.actuator.action.DocumentChange;
import dev.gleaner.actuator.action.SingleStepAction;
import dev.gleaner.actuator.action.StepProgress;
import dev.gleaner.actuator.aws.BucketLifecycle;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.actuator.aws.S3Bucket;
import dev.gleaner.actuator.aws.TargetKind;
import dev.gleaner.contracts.Json;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Replaces the lifecycle configuration of a bucket, which S3 only does as a whole. The configuration is read once more right before the
 * call, which is not made if it changed since the bucket was described. S3 has no call with a condition: a change in the moment between is
 * lost.
 */
public abstract class BucketLifecycleAction implements SingleStepAction {

    private final S3Bucket.Client bucketClient;

    BucketLifecycleAction(S3Bucket.Client bucketClient) {
        this.bucketClient = bucketClient;
    }

    /** The configuration that the action puts. */
    abstract BucketLifecycle requiredLifecycle(ActionOrder order);

    @Override
    public TargetKind targetKind() {
        return TargetKind.BUCKET;
    }

    @Override
    public boolean needsIdleness() {
        return false;
    }

    @Override
    public String overtakenMessage() {
        return "the lifecycle document was changed concurrently, so nothing further is done to it";
    }

    @Override
    public Uni<Void> checkPreconditions(ActionOrder order, ResourceObservation before) {
        return bucketClient
                .readLifecycle(order.target(), (S3Bucket) order.planned())
                .flatMap(
                        now -> now.equals(lifecycle(before))
                                ? Uni.createFrom().voidItem()
                                : Uni.createFrom()
                                        .failure(
                                                new CallPreconditionException(
                                                        "the lifecycle document of the bucket changed right before the call, which would replace it")));
    }

    @Override
    public Uni<String> perform(ActionOrder order, ResourceObservation before) {
        S3Bucket planned = (S3Bucket) order.planned();
        return bucketClient.replaceLifecycle(order.target(), planned, requiredLifecycle(order));
    }

    @Override
    public StepProgress evaluateProgress(ActionOrder order, ResourceObservation before, ResourceObservation now) {
        return progress(lifecycle(before), requiredLifecycle(order), lifecycle(now));
    }

    static StepProgress progress(BucketLifecycle before, BucketLifecycle wanted, BucketLifecycle now) {
        if (now.isResultOf(wanted)) {
            return StepProgress.DONE;
        }
        return now.equals(before) ? StepProgress.NOT_YET : StepProgress.CONTESTED;
    }

    private static BucketLifecycle lifecycle(ResourceObservation resourceObservation) {
        return ((S3Bucket.Observation) resourceObservation).bucket().lifecycle();
    }

    /** Adds one or several rules of Gleaner to the lifecycle configuration of a bucket. */
    @Singleton
    public static class PutLifecycleRule extends BucketLifecycleAction {

        PutLifecycleRule(S3Bucket.Client bucketClient) {
            super(bucketClient);
        }

        @Override
        public String name() {
            return "put-lifecycle-rule";
        }

        @Override
        public boolean isUndo() {
            return false;
        }

        @Override
        public Optional<String> undoName() {
            return Optional.of(RestoreLifecycle.NAME);
        }

        @Override
        public String call() {
            return "s3:PutLifecycleConfiguration";
        }

        @Override
        public List<String> irreversibleEffects(ResourceSnapshot planned, Map<String, String> parameters) {
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

        @Override
        public Optional<DocumentChange> change(ResourceSnapshot planned, Map<String, String> parameters) {
            BucketLifecycle before = ((S3Bucket) planned).lifecycle();
            try {
                BucketLifecycle after = merged(before, parameters);
                return Optional.of(DocumentChange.of(Json.tree(before.canonical()), Json.tree(after.canonical())));
            } catch (GleanerLifecycleRule.InvalidLifecycleRuleException refused) {
                return Optional.of(DocumentChange.impossible(Json.tree(before.canonical()), refused.reason()));
            }
        }

        @Override
        BucketLifecycle requiredLifecycle(ActionOrder order) {
            return merged(order);
        }

        /**
         * The configuration of the planned bucket with the rules added. Throws
         * {@link GleanerLifecycleRule.InvalidLifecycleRuleException} when one of them must not be added.
         */
        public static BucketLifecycle merged(ActionOrder order) {
            return merged(((S3Bucket) order.planned()).lifecycle(), order.parameters());
        }

        private static BucketLifecycle merged(BucketLifecycle found, Map<String, String> parameters) {
            BucketLifecycle merged = LifecycleRuleMerger.merge(found, GleanerLifecycleRule.allOf(parameters));
            GleanerLifecycleRule.InvalidLifecycleRuleException.throwUnless(
                    !merged.equals(found), "the bucket has each of these rules already");
            return merged;
        }
    }

    /** Restores the lifecycle configuration that a bucket had before {@link PutLifecycleRule}: its undo. */
    @Singleton
    public static class RestoreLifecycle extends BucketLifecycleAction {

        static final String NAME = "restore-lifecycle";

        RestoreLifecycle(S3Bucket.Client bucketClient) {
            super(bucketClient);
        }

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public boolean isUndo() {
            return true;
        }

        @Override
        public String call() {
            return "s3:PutLifecycleConfiguration";
        }

        @Override
        BucketLifecycle requiredLifecycle(ActionOrder order) {
            return ((S3Bucket) order.planned()).lifecycle();
        }
    }
}
