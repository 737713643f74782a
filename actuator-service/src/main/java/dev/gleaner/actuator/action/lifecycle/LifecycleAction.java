package dev.gleaner.actuator.action.lifecycle;

import dev.gleaner.actuator.action.Order;
import dev.gleaner.actuator.action.Progress;
import dev.gleaner.actuator.action.SingleStepAction;
import dev.gleaner.actuator.aws.Bucket;
import dev.gleaner.actuator.aws.BucketSighting;
import dev.gleaner.actuator.aws.Buckets;
import dev.gleaner.actuator.aws.Lifecycle;
import dev.gleaner.actuator.aws.Sighting;
import dev.gleaner.actuator.aws.TargetKind;
import io.smallrye.mutiny.Uni;

/** One replacement of a bucket's lifecycle document by another. */
abstract class LifecycleAction implements SingleStepAction {

    private final Buckets buckets;

    LifecycleAction(Buckets buckets) {
        this.buckets = buckets;
    }

    /** The document that the bucket is to have. */
    abstract Lifecycle wanted(Order order);

    @Override
    public TargetKind changes() {
        return TargetKind.BUCKET;
    }

    @Override
    public boolean needsIdleness() {
        return false;
    }

    @Override
    public String overtaken() {
        return "somebody else changed the lifecycle document at the same time, so nothing further is done to it";
    }

    @Override
    public Uni<String> perform(Order order, Sighting before) {
        Bucket planned = (Bucket) order.planned();
        return buckets.replaceLifecycle(order.target(), planned, wanted(order));
    }

    @Override
    public Progress see(Order order, Sighting before, Sighting now) {
        return progress(lifecycle(before), wanted(order), lifecycle(now));
    }

    static Progress progress(Lifecycle before, Lifecycle wanted, Lifecycle now) {
        if (now.cameOf(wanted)) {
            return Progress.DONE;
        }
        return now.equals(before) ? Progress.NOT_YET : Progress.CONTESTED;
    }

    private static Lifecycle lifecycle(Sighting sighting) {
        return ((BucketSighting) sighting).bucket().lifecycle();
    }
}
