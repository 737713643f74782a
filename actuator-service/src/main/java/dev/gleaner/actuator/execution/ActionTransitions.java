package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.action.ActionStep;
import dev.gleaner.actuator.audit.AuditChain;
import dev.gleaner.actuator.audit.AuditDraft;
import dev.gleaner.actuator.aws.AwsError;
import dev.gleaner.actuator.aws.resource.ResourceObservation;
import dev.gleaner.actuator.guard.GuardContext;
import dev.gleaner.actuator.guard.GuardEvaluator;
import dev.gleaner.actuator.guard.GuardResult;
import dev.gleaner.contracts.audit.AuditEntry;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The transitions of an action, each one transaction with its audit entry. */
@ApplicationScoped
class ActionTransitions {

    private static final String STANDS_STILL = "it stands still, since the kill switch is on";

    /** Who objects in the audit when a step itself says that it must not be made. */
    private static final String OBSTACLE = "obstacle";

    /** How many times as long it takes to the next look at what takes long. */
    private static final int SLOWLY = 12;

    private static final String KILL_SWITCH = "kill-switch";

    /** Who objects when the policy no longer allows what was approved. */
    private static final String POLICY = "policy";

    /** Who objects when what is about to be done can't be written down. */
    private static final String AUDIT = "audit";

    private final ActionLocks holds;
    private final PreflightLoader lastLook;
    private final GuardEvaluator guards;
    private final ApprovalValidity yes;
    private final ActionCompletion endings;
    private final Deferral delays;
    private final RateLimits paces;
    private final AuditChain audit;
    private final ExecutionConfig config;
    private final DryRunConfig dryRun;
    private final ActionExecutor.Metrics meters;
    private final RetryBackoff pauses;

    ActionTransitions(
            ActionLocks holds,
            PreflightLoader lastLook,
            GuardEvaluator guards,
            ApprovalValidity yes,
            ActionCompletion endings,
            Deferral delays,
            RateLimits paces,
            AuditChain audit,
            ExecutionConfig config,
            DryRunConfig dryRun,
            ActionExecutor.Metrics meters) {
        this.holds = holds;
        this.lastLook = lastLook;
        this.guards = guards;
        this.yes = yes;
        this.endings = endings;
        this.delays = delays;
        this.paces = paces;
        this.audit = audit;
        this.config = config;
        this.dryRun = dryRun;
        this.meters = meters;
        this.pauses = new RetryBackoff(config.retry(), config.capacityRetry(), new SecureRandom());
    }

    /** Refuses, or says what would be done, or writes down what is about to be done: only then it is true. */
    Uni<Boolean> recordIntent(
            ActionClaimer.Claim claim, Optional<ResourceObservation> shown, GuardContext.LiveEvidence fresh) {
        return holds.withLock(
                claim,
                hold -> lastLook.load(hold, shown, fresh)
                        .flatMap(situation -> approvalObjection(hold)
                                .flatMap(why -> why.map(refusal -> applyGuardResult(
                                                        hold, new GuardResult.Refusal(POLICY, refusal))
                                                .replaceWith(false))
                                        .orElseGet(() -> begin(hold, situation)))));
    }

    /** Why the yes no longer counts; once an action has begun it is used, and that of a schedule is its tag. */
    private Uni<Optional<String>> approvalObjection(LockedAction hold) {
        return hold.action().mustContinue() || hold.action().schedule().isPresent()
                ? Uni.createFrom().item(Optional.empty())
                : yes.objection(hold.session(), hold.action(), hold.action().order());
    }

    /** AWS took the call. */
    Uni<Void> called(ActionClaimer.Claim claim, String awsRequest) {
        return holds.withLock(claim, hold -> {
            hold.intent().ifPresent(intent -> intent.called(awsRequest, hold.now()));
            hold.action().called(hold.now(), config.poll());
            return hold.session()
                    .flush()
                    .chain(() ->
                            audit.append(hold.session(), hold.entry(AuditEntry.Kind.CALLED, "awsRequest", awsRequest)));
        });
    }

    /** AWS shows what was wanted, or that somebody changed it after us. */
    Uni<Void> observed(ActionClaimer.Claim claim, ResourceObservation shown, @Nullable String note) {
        return holds.withLock(claim, hold -> stepDone(hold, shown, note));
    }

    /** Somebody changed it after us: nothing is left to do, unless there are more steps, which would be wrong now. */
    Uni<Void> overtaken(ActionClaimer.Claim claim, ResourceObservation shown, String note) {
        return holds.withLock(
                claim, hold -> hold.isLastStep() ? stepDone(hold, shown, note) : endings.failed(hold, note));
    }

    /** It can't come to an end any more. */
    Uni<Void> failed(ActionClaimer.Claim claim, String why) {
        return holds.withLock(claim, hold -> endings.failed(hold, why));
    }

    /** AWS is at it. That is no failure however long it takes, and the way back would meet what is under way; it is said once. */
    Uni<Void> underWay(ActionClaimer.Claim claim, String shown) {
        return holds.withLock(claim, hold -> {
            Intent intent = hold.intent().orElseThrow();
            intent.seenUnderWay(hold.now());
            Duration usual = patience(hold);
            return hold.now().isAfter(intent.since().plus(usual)) ? overdue(hold, intent, usual, shown) : wait(hold);
        });
    }

    private Uni<Void> overdue(LockedAction hold, Intent intent, Duration usual, String shown) {
        String why = "AWS takes longer than " + usual + " and is still at it: " + shown;
        boolean isNew = intent.becomeOverdue(hold.now());
        hold.action().postpone(why, hold.now().plus(config.poll().multipliedBy(SLOWLY)));
        Uni<Void> flushed = hold.session().flush();
        if (!isNew) {
            return flushed;
        }
        Log.warnf("Action %s on %s: %s", hold.action().id(), hold.action().target(), why);
        meters.overdue();
        return flushed.chain(() -> audit.append(hold.session(), hold.entry(AuditEntry.Kind.CLAIMED, "overdue", why)));
    }

    private Duration patience(LockedAction hold) {
        return hold.step().observationTimeout().orElse(config.observation());
    }

    /** Not done so far, and not under way either: looks again later, but not for ever. */
    Uni<Void> stillWaiting(ActionClaimer.Claim claim, String why) {
        return holds.withLock(claim, hold -> {
            Instant since = hold.intent().map(Intent::silentSince).orElse(hold.now());
            Duration patience = patience(hold);
            return hold.now().isAfter(since.plus(patience))
                    ? endings.failed(hold, "not observed within " + patience + ": " + why)
                    : wait(hold);
        });
    }

    /** Too early to believe that no call was made: looks again once AWS must have settled. */
    Uni<Void> waitForSettling(ActionClaimer.Claim claim, Instant settled) {
        return holds.withLock(claim, hold -> {
            hold.action().release(settled);
            return hold.session().flush();
        });
    }

    /** AWS could not be asked. Before an intent that is bounded by attempts, afterwards by the time for observation. */
    Uni<Void> describeFailed(ActionClaimer.Claim claim, AwsError fault) {
        return claim.intent().isPresent() ? stillWaiting(claim, fault.text()) : callFailed(claim, fault);
    }

    /** AWS did not answer the call as it should; what it was made on tells how the target is left. */
    Uni<Void> callFailed(ActionClaimer.Claim claim, AwsError fault, ResourceObservation before) {
        return callFailed(claim, new AwsError(fault.kind(), fault.text() + "; " + before.sentence()));
    }

    /** AWS did not answer as it should. */
    private Uni<Void> callFailed(ActionClaimer.Claim claim, AwsError fault) {
        return holds.withLock(claim, hold -> {
            if (!fault.retryable()) {
                return endings.failed(hold, fault.text());
            }
            hold.intent().ifPresent(intent -> intent.callEnded(hold.now()));
            if (fault.kind() == AwsError.Kind.THROTTLED && hold.action().tries().throttles() < config.throttles()) {
                Duration pause =
                        pauses.delayAfter(fault.kind(), hold.action().tries().throttles());
                hold.action().throttled(fault.text(), hold.now().plus(pause));
                return hold.session().flush();
            }
            return failedOnce(hold, fault);
        });
    }

    /** What was asked between intent and call speaks against it: nothing was called. */
    Uni<Void> refused(ActionClaimer.Claim claim, String why) {
        return holds.withLock(claim, hold -> endings.refused(hold, new GuardResult.Refusal(OBSTACLE, why)));
    }

    /** The kill switch was turned on between intent and call: nothing was called. */
    Uni<Void> halted(ActionClaimer.Claim claim) {
        return holds.withLock(claim, hold -> {
            hold.intent().ifPresent(intent -> intent.callEnded(hold.now()));
            return hold.action().mustContinue()
                    ? waits(hold, STANDS_STILL)
                    : endings.refused(hold, new GuardResult.Refusal(KILL_SWITCH, "the kill switch is on"));
        });
    }

    private Uni<Void> failedOnce(LockedAction hold, AwsError fault) {
        if (hold.action().tries().attempts() + 1 >= config.attempts()) {
            return endings.failed(hold, "AWS failed " + config.attempts() + " times: " + fault.text());
        }
        Duration pause = pauses.delayAfter(fault.kind(), hold.action().tries().attempts());
        hold.action().retry(fault.text(), hold.now().plus(pause));
        return hold.session().flush();
    }

    /** Begins the next step, if it may. */
    private Uni<Boolean> begin(LockedAction hold, GuardContext situation) {
        Optional<String> stands = standsStill(hold.action(), situation);
        if (stands.isPresent()) {
            return waits(hold, stands.get()).replaceWith(false);
        }
        return lastLook.wasHalted(hold)
                .flatMap(halted -> halted
                        ? applyGuardResult(
                                        hold,
                                        new GuardResult.Refusal(KILL_SWITCH, "the kill switch was on since the yes"))
                                .replaceWith(false)
                        : beginUnlessObjected(hold, situation));
    }

    private Uni<Boolean> beginUnlessObjected(LockedAction hold, GuardContext situation) {
        Optional<GuardResult> objection = objection(hold, situation);
        if (objection.isPresent()) {
            return applyGuardResult(hold, objection.get()).replaceWith(false);
        }
        if (hold.action().dryRun() || dryRun.dryRun()) {
            return endings.dryRun(hold, calls(hold)).replaceWith(false);
        }
        return Intent.Queries.isTargetTaken(hold.session(), hold.action())
                .flatMap(taken -> taken ? wait(hold).replaceWith(false) : recordIntent(hold, situation));
    }

    /** What has begun is not refused for a switch that may be turned off again: that would leave it half done. */
    private Optional<String> standsStill(Action action, GuardContext situation) {
        if (!action.mustContinue()) {
            return Optional.empty();
        }
        if (situation.killSwitch()) {
            return Optional.of(STANDS_STILL);
        }
        return dryRun.dryRun() ? Optional.of("it stands still in a dry run") : Optional.empty();
    }

    private Optional<GuardResult> objection(LockedAction hold, GuardContext situation) {
        return guarded(hold, situation)
                .or(() -> situation
                        .shown()
                        .flatMap(now -> hold.step().obstacle(hold.action().order(), now))
                        .map(why -> new GuardResult.Refusal(OBSTACLE, why)));
    }

    private Optional<GuardResult> guarded(LockedAction hold, GuardContext situation) {
        boolean isFirst = hold.action().step() == 0;
        if (hold.definition().restores()) {
            return isFirst ? guards.evaluateUndo(situation) : Optional.empty();
        }
        if (isFirst) {
            return guards.evaluateStart(situation);
        }
        return hold.requiresFreshApproval()
                ? guards.evaluateIrreversibleStep(situation, hold.step().needsFinding())
                : guards.evaluateContinuation(situation);
    }

    private static String calls(LockedAction hold) {
        return hold.definition().steps().stream().map(ActionStep::call).collect(Collectors.joining(", "));
    }

    /** Writes the intent, unless the step is done already or never can be. */
    private Uni<Boolean> recordIntent(LockedAction hold, GuardContext situation) {
        ResourceObservation shown = situation.shown().orElseThrow();
        hold.action().recordInitialState(shown);
        return switch (hold.step().evaluateProgress(hold.action().order(), shown, shown)) {
            case DONE -> stepDone(hold, shown, "it was so already").replaceWith(false);
            case LOST ->
                endings.failed(hold, shown.sentence() + ": it is gone for good").replaceWith(false);
            case NOT_YET, UNDER_WAY, OVERTAKEN, CONTESTED ->
                !AuditChain.fits(hold.intended(shown))
                        ? applyGuardResult(
                                        hold,
                                        new GuardResult.Refusal(
                                                AUDIT, "the state before it is too large to be audited"))
                                .replaceWith(false)
                        : paces.consume(hold, situation)
                                .chain(() -> write(hold, shown))
                                .replaceWith(true);
        };
    }

    private Uni<Void> stepDone(LockedAction hold, ResourceObservation shown, @Nullable String note) {
        return hold.isLastStep() ? endings.observed(hold, shown, note) : advance(hold, shown, note);
    }

    private Uni<Void> advance(LockedAction hold, ResourceObservation shown, @Nullable String note) {
        AuditDraft entry = hold.stepObserved(shown, note);
        hold.intent().ifPresent(intent -> intent.close("observed", hold.now()));
        hold.action()
                .advance(hold.now().plus(hold.step().delayAfter(hold.action().order())), hold.now());
        return hold.session().flush().chain(() -> audit.append(hold.session(), entry));
    }

    private Uni<Void> applyGuardResult(LockedAction hold, GuardResult objection) {
        return objection instanceof GuardResult.Delay delay
                ? delays.deferUntil(hold, delay)
                : endings.refused(hold, objection);
    }

    private Uni<Void> write(LockedAction hold, ResourceObservation before) {
        hold.action().intend(hold.now());
        hold.intent().ifPresent(intent -> intent.renew(hold.action()));
        Uni<Void> written = hold.intent().isPresent()
                ? Uni.createFrom().voidItem()
                : hold.session().persist(Intent.of(hold.action(), before, hold.now()));
        return written.chain(() -> hold.session().flush())
                .chain(() -> audit.append(hold.session(), hold.intended(before)));
    }

    private Uni<Void> wait(LockedAction hold) {
        hold.action().release(hold.now().plus(config.poll()));
        return hold.session().flush();
    }

    private Uni<Void> waits(LockedAction hold, String why) {
        hold.action().postpone(why, hold.now().plus(config.poll()));
        return hold.session().flush();
    }

    /** How an approved action waits: queued as it is, with its reason, and audited once a reason, not at each look. */
    @ApplicationScoped
    static class Deferral {

        private final AuditChain audit;

        Deferral(AuditChain audit) {
            this.audit = audit;
        }

        /**
         * Lets it wait, at most as long as its approval counts: then it is looked at once more, and refused. The approval of what
         * has begun was used, and no longer ends.
         */
        Uni<Void> deferUntil(LockedAction hold, GuardResult.Delay delay) {
            boolean said = hold.action().reason().equals(Optional.of(delay.why()));
            hold.action()
                    .waitsFor(
                            delay.guard(),
                            delay.why(),
                            hold.action().mustContinue()
                                    ? delay.until()
                                    : earlier(delay.until(), hold.action().validUntil()));
            Uni<Void> flushed = hold.session().flush();
            return said
                    ? flushed
                    : flushed.chain(
                            () -> audit.append(hold.session(), hold.objected(AuditEntry.Kind.CLAIMED, "waits", delay)));
        }

        private static Instant earlier(Instant one, Instant other) {
            return one.isBefore(other) ? one : other;
        }
    }
}
