package dev.gleaner.actuator.guard;

import dev.gleaner.actuator.action.lifecycle.PutLifecycleRule;
import dev.gleaner.actuator.action.lifecycle.RefusedRule;
import java.util.Optional;

/** Only a rule that S3 takes, and that the bucket does not have, is put. */
final class LegalRule implements RefusingGuard {

    @Override
    public String name() {
        return "legal-rule";
    }

    @Override
    public Optional<String> refuse(Situation situation) {
        try {
            PutLifecycleRule.merged(situation.order());
            return Optional.empty();
        } catch (RefusedRule refused) {
            return Optional.of(refused.why());
        }
    }
}
