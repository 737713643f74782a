package dev.gleaner.actuator.guard;

import dev.gleaner.actuator.action.lifecycle.BucketLifecycleAction;
import dev.gleaner.actuator.action.lifecycle.GleanerLifecycleRule;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.contracts.finding.FindingConfirmation;
import java.time.Duration;
import java.util.Optional;

/** Guards that check whether the approval still counts: the approval itself, the finding and the plan that was shown. */
final class ApprovalGuards {

    private ApprovalGuards() {}

    /**
     * Refuses while the kill switch is on, and if it was on since the approval: an approval from before an emergency is not
     * valid after it.
     */
    record KillSwitchGuard() implements Guard.Refusing {

        @Override
        public String name() {
            return "kill-switch";
        }

        @Override
        public Optional<String> refuse(GuardContext guardContext) {
            return Guard.Refusing.refuseIf(
                    guardContext.killSwitch(), "the kill switch is on, or was since the approval");
        }
    }

    /** Refuses once the approval has expired. */
    record ApprovalExpiryGuard() implements Guard.Refusing {

        @Override
        public String name() {
            return "approval";
        }

        @Override
        public Optional<String> refuse(GuardContext guardContext) {
            return Guard.Refusing.refuseIf(
                    !guardContext.now().isBefore(guardContext.validUntil()),
                    "the approval expired at " + guardContext.validUntil());
        }
    }

    /** The finding and the target have to be as they were shown to the approver (runatlantis/atlantis#1122). */
    record UnchangedPlanGuard() implements Guard.Refusing {

        static final String WITHDRAWN = "the finding is no longer open in the version that was approved";

        @Override
        public String name() {
            return "unchanged-plan";
        }

        @Override
        public Optional<String> refuse(GuardContext guardContext) {
            return Guard.Refusing.refuseIf(!guardContext.findingOpen(), WITHDRAWN)
                    .or(() -> guardContext
                            .observation()
                            .map(ResourceObservation::subject)
                            .map(now -> now.changedSince(guardContext.order().planned()))
                            .orElse(Optional.of("AWS did not show the target")));
        }
    }

    /**
     * The analyzer has to have confirmed the finding recently. A confirmation from the future does not count, since it
     * would stay recent for too long.
     *
     * @param ahead how far in the future a confirmation may lie, because clocks differ
     */
    record RecentConfirmationGuard(Duration age, Duration ahead) implements Guard.Refusing {

        @Override
        public String name() {
            return "confirmation";
        }

        @Override
        public Optional<String> refuse(GuardContext guardContext) {
            return guardContext
                    .confirmation()
                    .map(FindingConfirmation::through)
                    .map(through -> Guard.Refusing.refuseIf(
                                    !through.isAfter(guardContext.now().minus(age)),
                                    "the analyzer confirmed the finding last for " + through + ", longer than " + age
                                            + " ago")
                            .or(() -> Guard.Refusing.refuseIf(
                                    through.isAfter(guardContext.now().plus(ahead)),
                                    "the analyzer's confirmation is dated in the future: " + through)))
                    .orElse(Optional.of("the analyzer has not confirmed the finding"));
        }
    }

    /** Refuses to put a lifecycle rule that S3 would reject. */
    record ValidLifecycleRuleGuard() implements Guard.Refusing {

        @Override
        public String name() {
            return "legal-rule";
        }

        @Override
        public Optional<String> refuse(GuardContext guardContext) {
            try {
                BucketLifecycleAction.PutLifecycleRule.merged(guardContext.order());
                return Optional.empty();
            } catch (GleanerLifecycleRule.InvalidLifecycleRuleException refused) {
                return Optional.of(refused.reason());
            }
        }
    }
}
