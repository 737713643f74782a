package dev.gleaner.actuator.action.lifecycle;

import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.aws.BucketLifecycle;
import dev.gleaner.actuator.aws.S3Bucket;
import jakarta.inject.Singleton;

/** Gives a bucket the lifecycle document back that it had before {@link PutLifecycleRule}: its undo. */
@Singleton
public class RestoreLifecycle extends BucketLifecycleAction {

    static final String NAME = "restore-lifecycle";

    RestoreLifecycle(S3Bucket.Client bucketClient) {
        super(bucketClient);
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
    BucketLifecycle wanted(ActionOrder order) {
        return ((S3Bucket) order.planned()).lifecycle();
    }
}
