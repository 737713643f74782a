package dev.gleaner.actuator.guard;

import dev.gleaner.actuator.action.lifecycle.BucketLifecycleAction;
import dev.gleaner.actuator.action.lifecycle.GleanerLifecycleRule;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.contracts.finding.FindingConfirmation;
import java.time.Duration;
import java.util.Optional;

/** Guards that ask whether what was approved still counts: the approval, the finding behind it and the plan that was shown. */
final class ApprovalGuards {

    private ApprovalGuards() {}

    /** Refuses while the kill switch is on, and afterwards: an approval from before an emergency does not outlive it. */
    record KillSwitchGuard() implements Guard.Refusing {

        @Override
        public String name() {
            return "kill-switch";
        }

        @Override
        public Optional<String> refuse(GuardContext guardContext) {
            return Guard.Refusing.refuseIf(guardContext.killSwitch(), "the kill switch is on, or was since the yes");
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
     * The analyzer has to have confirmed the finding recently. A confirmation from the future does not count: it would be
     * valid for as long as it lies ahead.
     *
     * @param ahead how far in the future one may lie, as clocks differ
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
                                    "the analyzer's confirmation is of the future: " + through)))
                    .orElse(Optional.of("the analyzer has not confirmed the finding"));
        }
    }

    /** Puts only a rule that S3 accepts. */
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
