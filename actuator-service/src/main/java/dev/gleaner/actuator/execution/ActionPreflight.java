package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.action.ActionStep;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.database.TimeColumn;
import dev.gleaner.actuator.guard.CanaryWaveState;
import dev.gleaner.actuator.guard.GuardContext;
import dev.gleaner.actuator.guard.GuardEvaluator;
import dev.gleaner.actuator.guard.GuardResult;
import dev.gleaner.actuator.guard.KillSwitch;
import dev.gleaner.actuator.proposal.FindingRow;
import dev.gleaner.actuator.proposal.Proposal;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.FindingConfirmation;
import dev.gleaner.contracts.resource.EnvironmentTag;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Tuple;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides whether the next step of an action may begin, in the transaction that writes its intent: loads what the guards
 * evaluate, and asks the approval policy, the kill switch, the guards, the step itself and the dry-run setting in this order.
 */
@Singleton
record ActionPreflight(
        KillSwitch killSwitch,
        RateLimits rateLimits,
        ActionRepository actionRepository,
        GuardEvaluator guardEvaluator,
        ApprovalValidity approvalValidity,
        ActiveScheduleTags activeScheduleTags,
        DryRunConfig dryRun) {

    private static final GuardContext.RateLimitState UNKNOWN = new GuardContext.RateLimitState(
            false, List.of(), BigDecimal.ZERO, new CanaryWaveState("", "", 0, 0, 0, 0, 0, Optional.empty()), 0);

    /**
     * The last confirmation of this finding, and the newest GPU work and process of any finding on the target. The finding that
     * a schedule answered is no longer confirmed, so that the confirmation of any finding on the target counts for its actions.
     */
    private static final String CONFIRMATION = """
            select case when :scheduled then max(c.through) else max(c.through) filter (where c.finding_id = :key) end,
                   max(c.last_work), max(c.last_process)
              from confirmation c join finding f on f.id = c.finding_id where f.target = :target
            """;

    /** Reason of an action that has begun and waits until the kill switch is off. */
    static final String STANDS_STILL = "it is suspended while the kill switch is on";

    /** Guard name in the audit for an objection of the step itself. */
    static final String OBSTACLE = "obstacle";

    /** Guard name in the audit for the kill switch. */
    static final String KILL_SWITCH = "kill-switch";

    /** Guard name in the audit where the policy no longer allows what was approved. */
    private static final String POLICY = "policy";

    /** What ends an objection that a new approval ends. */
    static final String APPROVE_AGAIN = "Approve it again: the question is asked anew.";

    /** What ends an objection of the step itself. */
    static final String OBSTACLE_LIFT = "It is possible once the target is no longer in this state.";

    private static final String POLICY_LIFT = "Approve it again as the policy now requires.";

    /** Result of the check. */
    sealed interface Result {

        /** The step may begin. */
        record Clear(GuardContext guardContext) implements Result {}

        /** A guard or the step itself refuses or delays the action. */
        record Objected(GuardResult guardResult) implements Result {}

        /** The step might begin, but in a dry run its calls are only listed. */
        record DryRun(String calls) implements Result {}

        /** An action that has begun stands still, for this reason. */
        record StandsStill(String reason) implements Result {}

        /** Another action has begun on the target. */
        record TargetTaken() implements Result {}
    }

    /** Checks what AWS showed and what the database has; all of it stays so until the transaction ends. */
    Uni<Result> check(
            LockedAction lockedAction, Optional<ResourceObservation> shown, GuardContext.LiveEvidence liveEvidence) {
        return row(lockedAction)
                .flatMap(row -> load(lockedAction, row, openFinding(lockedAction, row), shown, liveEvidence))
                .flatMap(guardContext -> approvalObjection(lockedAction)
                        .flatMap(why -> why.map(
                                        refusal -> objected(new GuardResult.Refusal(POLICY, refusal, POLICY_LIFT)))
                                .orElseGet(() -> checkKillSwitch(lockedAction, guardContext))));
    }

    /**
     * Why the approval no longer counts. An action that has begun has used its approval up; the approval of an action of a
     * schedule is the tag of the schedule.
     */
    private Uni<Optional<String>> approvalObjection(LockedAction lockedAction) {
        return lockedAction.action().mustContinue()
                        || lockedAction.action().schedule().isPresent()
                ? Uni.createFrom().item(Optional.empty())
                : approvalValidity.objection(
                        lockedAction.session(),
                        lockedAction.action(),
                        lockedAction.action().order());
    }

    private Uni<Result> checkKillSwitch(LockedAction lockedAction, GuardContext guardContext) {
        Optional<String> why = suspendReason(lockedAction.action(), guardContext);
        if (why.isPresent()) {
            return Uni.createFrom().item(new Result.StandsStill(why.get()));
        }
        return wasHaltedSinceApproval(lockedAction)
                .flatMap(halted -> halted
                        ? objected(new GuardResult.Refusal(
                                KILL_SWITCH, "the kill switch was on since the approval", APPROVE_AGAIN))
                        : checkGuards(lockedAction, guardContext));
    }

    /** An action that has begun is not refused because of a switch that may be turned off again: it would stay half done. */
    private Optional<String> suspendReason(Action action, GuardContext guardContext) {
        if (!action.mustContinue()) {
            return Optional.empty();
        }
        if (guardContext.killSwitch()) {
            return Optional.of(STANDS_STILL);
        }
        return dryRun.dryRun() ? Optional.of("it is suspended in a dry run") : Optional.empty();
    }

    /** Whether the kill switch was on since the approval, before a step that needs the approval anew. */
    private Uni<Boolean> wasHaltedSinceApproval(LockedAction lockedAction) {
        return lockedAction.requiresFreshApproval()
                ? killSwitch.wasOn(lockedAction.session(), lockedAction.action().createdAt())
                : Uni.createFrom().item(false);
    }

    private Uni<Result> checkGuards(LockedAction lockedAction, GuardContext guardContext) {
        Optional<GuardResult> objection = outdatedPreparation(lockedAction)
                .or(() -> evaluate(lockedAction, guardContext))
                .or(() -> obstacle(lockedAction, guardContext))
                .or(() -> delay(lockedAction, guardContext));
        if (objection.isPresent()) {
            return objected(objection.get());
        }
        if (lockedAction.action().dryRun() || dryRun.dryRun()) {
            return Uni.createFrom().item(new Result.DryRun(calls(lockedAction)));
        }
        return actionRepository
                .isTargetBusy(lockedAction.session(), lockedAction.action())
                .map(taken -> taken ? new Result.TargetTaken() : new Result.Clear(guardContext));
    }

    /** What was prepared, for example by a document on the instance, counts for some time only. */
    private static Optional<GuardResult> outdatedPreparation(LockedAction lockedAction) {
        Action action = lockedAction.action();
        if (!action.isPrepared()) {
            return Optional.empty();
        }
        ActionStep<ResourceObservation> last = lockedAction.steps().get(action.step() - 1);
        return last.validity()
                .filter(validity ->
                        lockedAction.now().isAfter(action.updatedAt().plus(validity)))
                .map(validity -> new GuardResult.Refusal(
                        OBSTACLE,
                        "its step " + last.name() + " was over at " + action.updatedAt() + ", longer than " + validity
                                + " ago",
                        APPROVE_AGAIN));
    }

    private Optional<GuardResult> evaluate(LockedAction lockedAction, GuardContext guardContext) {
        boolean isFirst = !lockedAction.action().hasBegun();
        if (lockedAction.action().isPrepared()) {
            return guardEvaluator.evaluatePrepared(
                    guardContext, lockedAction.definition().isUndo());
        }
        if (lockedAction.definition().isUndo()) {
            return isFirst ? guardEvaluator.evaluateUndo(guardContext) : Optional.empty();
        }
        if (isFirst) {
            return guardEvaluator.evaluateStart(guardContext);
        }
        return lockedAction.requiresFreshApproval()
                ? guardEvaluator.evaluateIrreversibleStep(
                        guardContext, lockedAction.step().needsFinding())
                : guardEvaluator.evaluateContinuation(guardContext);
    }

    private static Optional<GuardResult> obstacle(LockedAction lockedAction, GuardContext guardContext) {
        return guardContext
                .observation()
                .flatMap(now ->
                        lockedAction.step().obstacle(lockedAction.action().order(), now, guardContext.now()))
                .map(why -> new GuardResult.Refusal(OBSTACLE, why, OBSTACLE_LIFT));
    }

    private static Optional<GuardResult> delay(LockedAction lockedAction, GuardContext guardContext) {
        return guardContext
                .observation()
                .flatMap(now -> lockedAction.step().delay(lockedAction.action().order(), now, guardContext.now()))
                .map(delay -> new GuardResult.Delay(OBSTACLE, delay.reason(), delay.until()));
    }

    private static String calls(LockedAction lockedAction) {
        return lockedAction.steps().stream().map(ActionStep::call).collect(Collectors.joining(", "));
    }

    private static Uni<Result> objected(GuardResult guardResult) {
        return Uni.createFrom().item(new Result.Objected(guardResult));
    }

    private Uni<GuardContext> load(
            LockedAction lockedAction,
            Optional<FindingRow> row,
            Optional<Finding> finding,
            Optional<ResourceObservation> shown,
            GuardContext.LiveEvidence liveEvidence) {
        return confirmation(lockedAction)
                .flatMap(confirmation -> actionRepository
                        .findLastFinished(
                                lockedAction.session(), lockedAction.action().target())
                        .flatMap(finished -> schedule(lockedAction)
                                .flatMap(schedule -> killSwitch(lockedAction)
                                        .flatMap(on -> loadRateLimits(lockedAction, row, finding)
                                                .flatMap(rateLimitState -> isEffectUnchanged(lockedAction, shown)
                                                        .map(holds -> new GuardContext(
                                                                lockedAction.now(),
                                                                on,
                                                                lockedAction
                                                                        .action()
                                                                        .validUntil(),
                                                                finding.isPresent(),
                                                                finding.map(Finding::rule),
                                                                lockedAction
                                                                        .action()
                                                                        .order(),
                                                                shown,
                                                                liveEvidence,
                                                                confirmation,
                                                                finished,
                                                                lockedAction
                                                                        .definition()
                                                                        .preconditions(),
                                                                schedule,
                                                                holds,
                                                                scope(
                                                                        row.map(FindingRow::finding),
                                                                        shown,
                                                                        lockedAction
                                                                                .action()
                                                                                .decidedBy()),
                                                                rateLimitState)))))));
    }

    /**
     * Whether the target still is as the action to be undone left it. For an action that ended between its steps the steps of the
     * undo check the target themselves.
     */
    private Uni<Boolean> isEffectUnchanged(LockedAction lockedAction, Optional<ResourceObservation> shown) {
        Optional<String> original = lockedAction.action().undoOf();
        return original.isEmpty() || lockedAction.action().order().isUnfinished()
                ? Uni.createFrom().item(true)
                : actionRepository
                        .findEffect(lockedAction.session(), original.get())
                        .map(effect -> effect.flatMap(was -> shown.map(was::isInEffect))
                                .orElse(false));
    }

    private Uni<Boolean> killSwitch(LockedAction lockedAction) {
        return lockedAction.action().mustContinue()
                ? killSwitch.isOn(lockedAction.session())
                : killSwitch.wasOn(lockedAction.session(), lockedAction.action().createdAt());
    }

    /** Loads the limits; a step that needs a fresh approval consumes its share of the budget again. */
    private Uni<GuardContext.RateLimitState> loadRateLimits(
            LockedAction lockedAction, Optional<FindingRow> row, Optional<Finding> finding) {
        Uni<GuardContext.RateLimitState> pace = loadApplicableLimits(lockedAction, row, finding);
        return lockedAction.requiresFreshApproval() ? pace.map(GuardContext.RateLimitState::withBudgetAgain) : pace;
    }

    /**
     * Loads the limits only for an action that may begin, so that no limit is locked for an undo or for an action that will be
     * refused. An action of a schedule, and a step that needs a fresh approval, does not need the finding to hold still.
     */
    private Uni<GuardContext.RateLimitState> loadApplicableLimits(
            LockedAction lockedAction, Optional<FindingRow> row, Optional<Finding> finding) {
        boolean whateverBecameOfIt =
                lockedAction.action().schedule().isPresent() || lockedAction.requiresFreshApproval();
        Optional<Finding> about = whateverBecameOfIt ? row.map(FindingRow::finding) : finding;
        return about.filter(holds -> RateLimits.isCounted(lockedAction))
                .map(holds -> rateLimits.load(lockedAction, holds))
                .orElseGet(() -> Uni.createFrom().item(UNKNOWN));
    }

    /**
     * The owner of the target does not depend on whether the finding still holds. A finding can be old, so that the environment
     * of the tags that AWS shows now counts as well.
     */
    static GuardContext.Scope scope(Optional<Finding> finding, Optional<ResourceObservation> shown, String decidedBy) {
        Set<String> environments = new HashSet<>();
        environments.add(
                finding.map(Finding::owner).map(Finding.Owner::environment).orElse(GuardContext.Scope.UNKNOWN));
        shown.map(ResourceObservation::subject)
                .map(resourceSnapshot -> Optional.ofNullable(EnvironmentTag.environmentOf(resourceSnapshot.tags())))
                .ifPresent(tagged -> environments.add(tagged.orElse(GuardContext.Scope.UNKNOWN)));
        return new GuardContext.Scope(finding.map(Finding::account).orElse(""), environments, decidedBy);
    }

    private static Uni<Optional<FindingRow>> row(LockedAction lockedAction) {
        Action action = lockedAction.action();
        return lockedAction
                .session()
                .find(Proposal.class, action.target(), LockModeType.PESSIMISTIC_WRITE)
                .chain(() -> lockedAction
                        .session()
                        .find(FindingRow.class, action.findingId(), LockModeType.PESSIMISTIC_READ))
                .map(Optional::ofNullable);
    }

    /** The finding, if it is still open in the version that was approved. */
    private static Optional<Finding> openFinding(LockedAction lockedAction, Optional<FindingRow> row) {
        return row.filter(found -> found.isOpen()
                        && found.version() == lockedAction.action().findingVersion())
                .map(FindingRow::finding);
    }

    /** The tag of the schedule that made the action; an empty text, which no tag equals, once that schedule has ended. */
    private Uni<Optional<String>> schedule(LockedAction lockedAction) {
        Optional<String> schedule = lockedAction.action().schedule();
        return schedule.isEmpty()
                ? Uni.createFrom().item(schedule)
                : activeScheduleTags
                        .find(lockedAction.session(), schedule.get())
                        .map(Optional::of);
    }

    private static Uni<Optional<FindingConfirmation>> confirmation(LockedAction lockedAction) {
        return lockedAction
                .session()
                .createNativeQuery(CONFIRMATION, Tuple.class)
                .setParameter("key", lockedAction.action().findingId())
                .setParameter("target", lockedAction.action().target())
                .setParameter("scheduled", lockedAction.action().schedule().isPresent())
                .getSingleResult()
                .map(row -> Optional.of(row)
                        .filter(found -> TimeColumn.instant(found, 0) != null)
                        .map(said -> new FindingConfirmation(
                                Objects.requireNonNull(TimeColumn.instant(said, 0)),
                                TimeColumn.instant(said, 1),
                                TimeColumn.instant(said, 2))));
    }
}
