package dev.gleaner.actuator.guard;

import dev.gleaner.actuator.action.lifecycle.PutLifecycleRule;
import dev.gleaner.actuator.action.lifecycle.RefusedRule;
import dev.gleaner.actuator.aws.Bucket;
import dev.gleaner.actuator.aws.Lifecycle;
import dev.gleaner.actuator.aws.Sighting;
import java.util.Optional;

/** Only the document that we put is replaced by the one before it: a later one is somebody else's work. */
final class StillAsPut implements RefusingGuard {

    @Override
    public String name() {
        return "still-as-put";
    }

    @Override
    public Optional<String> refuse(Situation situation) {
        try {
            return refuse(situation, PutLifecycleRule.merged(situation.order()));
        } catch (RefusedRule refused) {
            return Optional.of(refused.why());
        }
    }

    private static Optional<String> refuse(Situation situation, Lifecycle put) {
        boolean stillThere = situation
                .shown()
                .map(Sighting::subject)
                .filter(subject ->
                        subject instanceof Bucket bucket && bucket.lifecycle().cameOf(put))
                .isPresent();
        return RefusingGuard.refuseIf(!stillThere, "somebody changed the lifecycle document since it was put");
    }
}
