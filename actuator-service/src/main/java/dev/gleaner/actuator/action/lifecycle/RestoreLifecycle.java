package dev.gleaner.actuator.action.lifecycle;

import dev.gleaner.actuator.action.Order;
import dev.gleaner.actuator.aws.Bucket;
import dev.gleaner.actuator.aws.Buckets;
import dev.gleaner.actuator.aws.Lifecycle;
import jakarta.inject.Singleton;

/** Gives a bucket the lifecycle document back that it had before {@link PutLifecycleRule}: its undo. */
@Singleton
public class RestoreLifecycle extends LifecycleAction {

    static final String NAME = "restore-lifecycle";

    RestoreLifecycle(Buckets buckets) {
        super(buckets);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean restores() {
        return true;
    }

    @Override
    public String call() {
        return "s3:PutLifecycleConfiguration";
    }

    @Override
    Lifecycle wanted(Order order) {
        return ((Bucket) order.planned()).lifecycle();
    }
}
