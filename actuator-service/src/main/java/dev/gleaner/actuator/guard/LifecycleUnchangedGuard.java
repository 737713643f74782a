package dev.gleaner.actuator.guard;

import dev.gleaner.actuator.action.lifecycle.InvalidLifecycleRuleException;
import dev.gleaner.actuator.action.lifecycle.PutLifecycleRule;
import dev.gleaner.actuator.aws.resource.BucketLifecycle;
import dev.gleaner.actuator.aws.resource.ResourceObservation;
import dev.gleaner.actuator.aws.resource.S3Bucket;
import java.util.Optional;

/** Only the document that we put is replaced by the one before it: a later one is somebody else's work. */
final class LifecycleUnchangedGuard implements Guard.Refusing {

    @Override
    public String name() {
        return "still-as-put";
    }

    @Override
    public Optional<String> refuse(GuardContext guardContext) {
        try {
            return refuse(guardContext, PutLifecycleRule.merged(guardContext.order()));
        } catch (InvalidLifecycleRuleException refused) {
            return Optional.of(refused.why());
        }
    }

    private static Optional<String> refuse(GuardContext guardContext, BucketLifecycle put) {
        boolean stillThere = guardContext
                .shown()
                .map(ResourceObservation::subject)
                .filter(resourceSnapshot -> resourceSnapshot instanceof S3Bucket bucket
                        && bucket.lifecycle().isResultOf(put))
                .isPresent();
        return Guard.Refusing.refuseIf(!stillThere, "somebody changed the lifecycle document since it was put");
    }
}
