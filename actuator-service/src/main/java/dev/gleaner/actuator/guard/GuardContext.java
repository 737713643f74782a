package dev.gleaner.actuator.guard;

import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.action.TargetPrecondition;
import dev.gleaner.actuator.audit.AuditDraft;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.InstanceUsage;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.TrainingCheckpointStatus;
import dev.gleaner.contracts.finding.FindingConfirmation;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that is looked at in the moment before acting.
 *
 * @param now the database's time
 * @param killSwitch whether the kill switch is on, or was since this was decided; only whether it is on for what has begun
 * @param validUntil end of the approval
 * @param findingOpen whether the finding is still open in the version that was approved
 * @param rule that found it; empty when the finding does not hold
 * @param order what was approved
 * @param observation the target as it is now; empty when nothing was shown
 * @param fresh what was read of it just before
 * @param confirmation what the analyzer said last of the finding; empty when nothing
 * @param lastFinished when an action on this target was finished last
 * @param demands what the action asks of its target
 * @param schedule what the tag of its schedule has to say, for an action that a schedule made; nothing any tag says once that
 *     schedule has ended
 * @param effectUnchanged whether the target still is as the action left it that is taken back; true where none is
 * @param scope whose it is, and who said yes
 * @param rateLimits how fast and how often may be acted
 */
public record GuardContext(
        Instant now,
        boolean killSwitch,
        Instant validUntil,
        boolean findingOpen,
        Optional<String> rule,
        ActionOrder order,
        Optional<ResourceObservation> observation,
        LiveEvidence fresh,
        Optional<FindingConfirmation> confirmation,
        Optional<Instant> lastFinished,
        Set<TargetPrecondition> demands,
        Optional<String> schedule,
        boolean effectUnchanged,
        Scope scope,
        RateLimitState rateLimits) {

    /** Tags now; empty when nothing was shown. */
    Optional<Map<String, String>> tags() {
        return observation.map(
                resourceObservation -> resourceObservation.subject().tags());
    }

    /** The instance now; empty when nothing was shown, or something else. */
    Optional<Ec2Instance> instance() {
        return observation
                .filter(Ec2Instance.Observation.class::isInstance)
                .map(Ec2Instance.Observation.class::cast)
                .map(Ec2Instance.Observation::instance);
    }

    /**
     * What was read of a target just before.
     *
     * @param cpu its use in the last hours
     * @param traffic its network traffic in the same hours
     * @param checkpoint its newest checkpoint, where it says where they are
     */
    public record LiveEvidence(
            InstanceUsage.HourlyCpu cpu, InstanceUsage.HourlyTraffic traffic, TrainingCheckpointStatus checkpoint) {}

    /**
     * Whose target it is, and who said yes.
     *
     * @param account that the finding names; empty when unknown
     * @param environments as the finding names it, and as the tags that AWS shows now do; {@link #UNKNOWN} counts as production
     * @param decidedBy identity of whoever approved
     */
    public record Scope(String account, Set<String> environments, String decidedBy) {

        /** An environment that nobody told. */
        public static final String UNKNOWN = "";

        private static final String POLICY = "policy:";

        public Scope {
            environments = Set.copyOf(environments);
        }

        /** Whether nobody decided it: it takes back what could be done by half only. */
        boolean isAutomatic() {
            return decidedBy.equals(AuditDraft.GLEANER);
        }

        /** Whether no person said yes, but a rule that persons made. */
        boolean isByPolicy() {
            return decidedBy.startsWith(POLICY);
        }
    }

    /**
     * How fast and how often may be acted, as the database has it in the moment before acting.
     *
     * @param begun whether this action has begun already: then it has had its place in the wave and its part of the budget
     * @param budgets what is left of the budgets, the account's and the total's
     * @param dollars what the action moves, USD a month
     * @param wave in which it would go
     * @param comebacks how often the same was done to the target lately, which came back each time
     */
    public record RateLimitState(
            boolean begun, List<HourlyBudget> budgets, BigDecimal dollars, CanaryWaveState wave, int comebacks) {

        public RateLimitState {
            budgets = List.copyOf(budgets);
        }

        /** The same for a step that needs its part of the budget anew. */
        public RateLimitState withBudgetAgain() {
            return new RateLimitState(false, budgets, dollars, wave, comebacks);
        }

        /** What the action takes out of a budget. */
        public BigDecimal cost(HourlyBudget budget) {
            return switch (budget.unit()) {
                case ACTIONS -> BigDecimal.ONE;
                case DOLLARS -> dollars;
            };
        }
    }
}
