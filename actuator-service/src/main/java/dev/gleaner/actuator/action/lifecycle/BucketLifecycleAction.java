package dev.gleaner.actuator.action.lifecycle;

import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.action.SingleStepAction;
import dev.gleaner.actuator.action.StepProgress;
import dev.gleaner.actuator.aws.BucketLifecycle;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.S3Bucket;
import dev.gleaner.actuator.aws.TargetKind;
import io.smallrye.mutiny.Uni;

/** One replacement of a bucket's lifecycle document by another. */
abstract class BucketLifecycleAction implements SingleStepAction {

    private final S3Bucket.Client bucketClient;

    BucketLifecycleAction(S3Bucket.Client bucketClient) {
        this.bucketClient = bucketClient;
    }

    /** The document that the bucket is to have. */
    abstract BucketLifecycle wanted(ActionOrder order);

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
        return "somebody else changed the lifecycle document at the same time, so nothing further is done to it";
    }

    @Override
    public Uni<String> perform(ActionOrder order, ResourceObservation before) {
        S3Bucket planned = (S3Bucket) order.planned();
        return bucketClient.replaceLifecycle(order.target(), planned, wanted(order));
    }

    @Override
    public StepProgress evaluateProgress(ActionOrder order, ResourceObservation before, ResourceObservation now) {
        return progress(lifecycle(before), wanted(order), lifecycle(now));
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
}
