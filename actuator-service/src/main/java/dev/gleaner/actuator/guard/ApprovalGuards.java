package dev.gleaner.actuator.guard;

import dev.gleaner.actuator.action.TargetPrecondition;
import dev.gleaner.actuator.action.lifecycle.GleanerLifecycleRule;
import dev.gleaner.actuator.action.lifecycle.PutLifecycleRule;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.contracts.finding.FindingConfirmation;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Guards that check whether the approval still counts: the approval itself, the finding and the plan that was shown. */
final class ApprovalGuards {

    static final String WITHDRAWN = "the finding is no longer open in the version that was approved";

    /**
     * Refuses while the kill switch is on, and if it was on since the approval: an approval from before an emergency is not
     * valid after it.
     */
    static final Guard.Uniform KILL_SWITCH = Guard.Refusing.of(
            "kill-switch",
            guardContext -> Guard.Refusing.refuseIf(
                    guardContext.killSwitch(), "the kill switch is on, or was since the approval"),
            "Release the kill switch, then approve it: earlier approvals do not count any more.");

    /** Refuses once the approval has expired. */
    static final Guard APPROVAL_EXPIRY = Guard.Refusing.of(
            "approval",
            guardContext -> Guard.Refusing.refuseIf(
                    !guardContext.now().isBefore(guardContext.validUntil()),
                    "the approval expired at " + guardContext.validUntil()),
            "Approve it again: the question is asked anew.");

    /** The finding and the target have to be as they were shown to the approver (runatlantis/atlantis#1122). */
    static final Guard UNCHANGED_PLAN = Guard.Refusing.of(
            "unchanged-plan",
            guardContext -> Guard.Refusing.refuseIf(!guardContext.findingOpen(), WITHDRAWN)
                    .or(() -> guardContext
                            .observation()
                            .map(ResourceObservation::subject)
                            .map(now -> now.changedSince(guardContext.order().planned()))
                            .orElse(Optional.of("AWS did not show the target"))),
            "The question is asked anew for the target as it is then: after an approval of this plan was refused, or with the"
                    + " next version of the finding.");

    private ApprovalGuards() {}

    /**
     * The analyzer has to have confirmed the finding recently. A confirmation from the future does not count, since it
     * would stay recent for too long.
     *
     * @param ahead how far in the future a confirmation may lie, because clocks differ
     */
    record RecentConfirmationGuard(Duration age, Duration ahead) implements Guard.Refusing {

        /** What ends the objection. */
        static final String LIFT =
                "The analyzer confirms the finding when its source has reported again, if it still holds. If"
                        + " that does not happen, check that collector and analyzer run.";

        @Override
        public String name() {
            return "confirmation";
        }

        @Override
        public Optional<String> refuse(GuardContext guardContext) {
            return refuse(guardContext.confirmation().map(FindingConfirmation::through), guardContext.now());
        }

        /** The same for a confirmation up to this time. */
        Optional<String> refuse(Optional<Instant> confirmed, Instant now) {
            return confirmed
                    .map(through -> Guard.Refusing.refuseIf(
                                    !through.isAfter(now.minus(age)),
                                    "the analyzer confirmed the finding last for " + through + ", longer than " + age
                                            + " ago")
                            .or(() -> Guard.Refusing.refuseIf(
                                    through.isAfter(now.plus(ahead)),
                                    "the analyzer's confirmation is dated in the future: " + through)))
                    .orElse(Optional.of("the analyzer has not confirmed the finding"));
        }

        @Override
        public String lift(GuardContext guardContext) {
            return LIFT;
        }
    }

    /** Refuses to put a lifecycle rule that S3 would reject. */
    record ValidLifecycleRuleGuard() implements Guard.Refusing {

        @Override
        public String name() {
            return "legal-rule";
        }

        @Override
        public boolean appliesTo(GuardContext guardContext) {
            return guardContext.demands().contains(TargetPrecondition.SETTABLE_PART);
        }

        @Override
        public Optional<String> refuse(GuardContext guardContext) {
            try {
                PutLifecycleRule.merged(guardContext.order());
                return Optional.empty();
            } catch (GleanerLifecycleRule.InvalidLifecycleRuleException refused) {
                return Optional.of(refused.reason());
            }
        }

        @Override
        public String lift(GuardContext guardContext) {
            return "Nothing ends it for this rule: choose another remedy, or put a rule of your own.";
        }

        @Override
        public boolean isLiftable(GuardContext guardContext) {
            return false;
        }
    }
}
