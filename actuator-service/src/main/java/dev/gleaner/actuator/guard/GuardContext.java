package dev.gleaner.actuator.guard;

import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.action.TargetPrecondition;
import dev.gleaner.actuator.audit.AuditDraft;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.evidence.InstanceAccelerators;
import dev.gleaner.actuator.aws.evidence.InstanceSessions;
import dev.gleaner.actuator.aws.evidence.InstanceUsage;
import dev.gleaner.actuator.aws.evidence.LongTermUse;
import dev.gleaner.actuator.aws.evidence.TrainingCheckpointStatus;
import dev.gleaner.actuator.aws.evidence.VolumeOperations;
import dev.gleaner.actuator.work.WorkReportInForce;
import dev.gleaner.contracts.finding.FindingConfirmation;
import dev.gleaner.contracts.finding.GpuActivity;
import dev.gleaner.contracts.resource.Arn;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the guards evaluate right before an action or a step begins.
 *
 * @param now the database's time
 * @param killSwitch whether the kill switch is on, or was since the decision; for an action that has begun, whether it is
 *     on
 * @param validUntil end of the approval
 * @param findingOpen whether the finding is still open in the version that was approved
 * @param rule rule of the finding; empty when the finding no longer holds
 * @param order what was approved
 * @param observation the target as AWS shows it now; empty when AWS does not show it
 * @param fresh metrics and checkpoint of the target, read right before
 * @param confirmation the last confirmation of the finding by the analyzer; empty when there is none
 * @param lastFinished when an action on this target was finished last
 * @param demands preconditions of the action on its target
 * @param schedule for an action of a schedule, the tag that the target must have; once the schedule has ended, an empty
 *     text, which no tag equals
 * @param effectUnchanged for an undo, whether the target still is as the action to be undone left it; true for other
 *     actions
 * @param scope owner of the target, and who approved
 * @param rateLimits limits of how fast and how often actions begin
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

    /** Current tags of the target; empty when AWS does not show it. */
    Optional<Map<String, String>> tags() {
        return observation.map(
                resourceObservation -> resourceObservation.subject().tags());
    }

    /**
     * The same for an instance of the Auto Scaling group that is the target, as if the action ended this instance. The order stays that of
     * the group.
     */
    GuardContext ofMember(MemberEvidence member) {
        return new GuardContext(
                now,
                killSwitch,
                validUntil,
                findingOpen,
                rule,
                order,
                Optional.of(member.shown()),
                member.fresh(),
                Optional.empty(),
                lastFinished,
                EnumSet.of(TargetPrecondition.LOSING_NOTHING),
                schedule,
                effectUnchanged,
                scope,
                rateLimits);
    }

    /** The target as an instance; empty when it is not an instance or AWS does not show it. */
    Optional<Ec2Instance> instance() {
        return observation
                .filter(Ec2Instance.Observation.class::isInstance)
                .map(Ec2Instance.Observation.class::cast)
                .map(Ec2Instance.Observation::instance);
    }

    /**
     * Whether the target is an instance that was stopped when the action was planned, and still is: it has no metrics, and a stop
     * loses nothing of it.
     */
    boolean isStoppedAsPlanned() {
        return order.planned() instanceof Ec2Instance planned
                && planned.state().equals(Ec2Instance.STOPPED)
                && instance()
                        .filter(now -> now.state().equals(Ec2Instance.STOPPED))
                        .isPresent();
    }

    /**
     * What was read about the target right before the check.
     *
     * @param usage CPU use and network traffic of the window that has to be idle
     * @param checkpoint the newest checkpoint, if the tags of the target name the location of its checkpoints
     * @param sessions of people on the target
     * @param volumes operations on the volumes of an instance
     * @param longTermUse use of the target in the last two months
     * @param reportedWork the report that someone is at work on the target which holds now; empty if there is none
     * @param accelerators of the type of an instance
     * @param gpuActivity what the readings of its GPUs show; empty if nothing is known of them
     * @param members the instances of an Auto Scaling group that ends some, those that EC2 showed; empty for other targets
     */
    public record LiveEvidence(
            InstanceUsage usage,
            VolumeOperations volumes,
            TrainingCheckpointStatus checkpoint,
            InstanceSessions sessions,
            LongTermUse longTermUse,
            Optional<WorkReportInForce> reportedWork,
            InstanceAccelerators accelerators,
            Optional<GpuActivity> gpuActivity,
            List<MemberEvidence> members) {

        public LiveEvidence {
            members = List.copyOf(members);
        }

        /** Evidence about a target without members, whose volumes were not read. */
        public LiveEvidence(
                InstanceUsage usage,
                TrainingCheckpointStatus checkpoint,
                InstanceSessions sessions,
                LongTermUse longTermUse,
                Optional<WorkReportInForce> reportedWork,
                InstanceAccelerators accelerators,
                Optional<GpuActivity> gpuActivity) {
            this(
                    usage,
                    VolumeOperations.UNREAD,
                    checkpoint,
                    sessions,
                    longTermUse,
                    reportedWork,
                    accelerators,
                    gpuActivity,
                    List.of());
        }

        /** Evidence where nothing was read. */
        public static final LiveEvidence NONE = new LiveEvidence(
                InstanceUsage.NONE,
                new TrainingCheckpointStatus.None(),
                new InstanceSessions.Unread(),
                new LongTermUse.Unread(),
                Optional.empty(),
                new InstanceAccelerators.Unknown("the type of the instance was not read"),
                Optional.empty());

        /** The same with what was read of another window. */
        public LiveEvidence withUsage(InstanceUsage other) {
            return new LiveEvidence(
                    other,
                    volumes,
                    checkpoint,
                    sessions,
                    longTermUse,
                    reportedWork,
                    accelerators,
                    gpuActivity,
                    members);
        }
    }

    /**
     * What was read about an instance of an Auto Scaling group.
     *
     * @param fresh its newest checkpoint, if its tags or those of the group name the location of its checkpoints, and its accelerators
     */
    public record MemberEvidence(Arn instance, Ec2Instance.Observation shown, LiveEvidence fresh) {}

    /**
     * The owner of the target, and who approved.
     *
     * @param account account of the finding; empty when unknown
     * @param environments environment of the finding, and that of the tags that AWS shows now; {@link #UNKNOWN} counts as
     *     production
     * @param decidedBy identity of the approver
     */
    public record Scope(String account, Set<String> environments, String decidedBy) {

        /** An environment that neither finding nor tags name. */
        public static final String UNKNOWN = "";

        private static final String POLICY = "policy:";

        public Scope {
            environments = Set.copyOf(environments);
        }

        /** Whether Gleaner itself decided the action, which then undoes an action that ended between its steps. */
        boolean isAutomatic() {
            return decidedBy.equals(AuditDraft.GLEANER);
        }

        /** Whether a rule of the policy approved, not a person. */
        boolean isByPolicy() {
            return decidedBy.startsWith(POLICY);
        }
    }

    /**
     * Limits on how fast and how often actions begin, as the database has them right before the step.
     *
     * @param begun whether this action has begun before, so that it belongs to a wave and has consumed its share of the
     *     budget
     * @param budgets what is left of the budgets of the account and of all accounts
     * @param dollars amount that the action consumes of a budget of dollars, in USD per month
     * @param wave the wave that the action would join
     * @param comebacks how often the same action was recently done to the target and the waste came back
     */
    public record RateLimitState(
            boolean begun, List<HourlyBudget> budgets, BigDecimal dollars, CanaryWaveState wave, int comebacks) {

        public RateLimitState {
            budgets = List.copyOf(budgets);
        }

        /** The same limits for a step that consumes its share of the budget again. */
        public RateLimitState withBudgetAgain() {
            return new RateLimitState(false, budgets, dollars, wave, comebacks);
        }

        /** The amount that the action consumes of a budget. */
        public BigDecimal cost(HourlyBudget budget) {
            return switch (budget.unit()) {
                case ACTIONS -> BigDecimal.ONE;
                case DOLLARS -> dollars;
            };
        }
    }
}
