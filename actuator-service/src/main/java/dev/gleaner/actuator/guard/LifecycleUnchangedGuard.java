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
    public Optional<String> refuse(GuardContext situation) {
        try {
            return refuse(situation, PutLifecycleRule.merged(situation.order()));
        } catch (InvalidLifecycleRuleException refused) {
            return Optional.of(refused.why());
        }
    }

    private static Optional<String> refuse(GuardContext situation, BucketLifecycle put) {
        boolean stillThere = situation
                .shown()
                .map(ResourceObservation::subject)
                .filter(subject ->
                        subject instanceof S3Bucket bucket && bucket.lifecycle().isResultOf(put))
                .isPresent();
        return Guard.Refusing.refuseIf(!stillThere, "somebody changed the lifecycle document since it was put");
    }
}
