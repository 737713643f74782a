package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.action.ActionStep;
import dev.gleaner.actuator.audit.AuditChain;
import dev.gleaner.actuator.audit.AuditDraft;
import dev.gleaner.actuator.aws.AwsError;
import dev.gleaner.actuator.aws.ResourceObservation;
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

    private final ActionLocks actionLocks;
    private final PreflightLoader preflightLoader;
    private final GuardEvaluator guardEvaluator;
    private final ApprovalValidity yes;
    private final ActionCompletion actionCompletion;
    private final Deferral deferral;
    private final RateLimits rateLimits;
    private final AuditChain audit;
    private final ExecutionConfig config;
    private final DryRunConfig dryRun;
    private final ActionExecutor.Metrics meters;
    private final RetryBackoff retryBackoff;

    ActionTransitions(
            ActionLocks actionLocks,
            PreflightLoader preflightLoader,
            GuardEvaluator guardEvaluator,
            ApprovalValidity yes,
            ActionCompletion actionCompletion,
            Deferral deferral,
            RateLimits rateLimits,
            AuditChain audit,
            ExecutionConfig config,
            DryRunConfig dryRun,
            ActionExecutor.Metrics meters) {
        this.actionLocks = actionLocks;
        this.preflightLoader = preflightLoader;
        this.guardEvaluator = guardEvaluator;
        this.yes = yes;
        this.actionCompletion = actionCompletion;
        this.deferral = deferral;
        this.rateLimits = rateLimits;
        this.audit = audit;
        this.config = config;
        this.dryRun = dryRun;
        this.meters = meters;
        this.retryBackoff = new RetryBackoff(config.retry(), config.capacityRetry(), new SecureRandom());
    }

    /** Refuses, or says what would be done, or writes down what is about to be done: only then it is true. */
    Uni<Boolean> recordIntent(
            ActionClaimer.Claim claim, Optional<ResourceObservation> shown, GuardContext.LiveEvidence liveEvidence) {
        return actionLocks.withLock(
                claim,
                lockedAction -> preflightLoader
                        .load(lockedAction, shown, liveEvidence)
                        .flatMap(guardContext -> approvalObjection(lockedAction)
                                .flatMap(why -> why.map(refusal -> applyGuardResult(
                                                        lockedAction, new GuardResult.Refusal(POLICY, refusal))
                                                .replaceWith(false))
                                        .orElseGet(() -> begin(lockedAction, guardContext)))));
    }

    /** Why the yes no longer counts; once an action has begun it is used, and that of a schedule is its tag. */
    private Uni<Optional<String>> approvalObjection(LockedAction lockedAction) {
        return lockedAction.action().mustContinue()
                        || lockedAction.action().schedule().isPresent()
                ? Uni.createFrom().item(Optional.empty())
                : yes.objection(
                        lockedAction.session(),
                        lockedAction.action(),
                        lockedAction.action().order());
    }

    /** AWS took the call. */
    Uni<Void> called(ActionClaimer.Claim claim, String awsRequest) {
        return actionLocks.withLock(claim, lockedAction -> {
            lockedAction.intent().ifPresent(intent -> intent.called(awsRequest, lockedAction.now()));
            lockedAction.action().called(lockedAction.now(), config.poll());
            return lockedAction
                    .session()
                    .flush()
                    .chain(() -> audit.append(
                            lockedAction.session(),
                            lockedAction.entry(AuditEntry.Kind.CALLED, "awsRequest", awsRequest)));
        });
    }

    /** AWS shows what was wanted, or that somebody changed it after us. */
    Uni<Void> observed(ActionClaimer.Claim claim, ResourceObservation shown, @Nullable String note) {
        return actionLocks.withLock(claim, lockedAction -> stepDone(lockedAction, shown, note));
    }

    /** Somebody changed it after us: nothing is left to do, unless there are more steps, which would be wrong now. */
    Uni<Void> overtaken(ActionClaimer.Claim claim, ResourceObservation shown, String note) {
        return actionLocks.withLock(
                claim,
                lockedAction -> lockedAction.isLastStep()
                        ? stepDone(lockedAction, shown, note)
                        : actionCompletion.failed(lockedAction, note));
    }

    /** It can't come to an end any more. */
    Uni<Void> failed(ActionClaimer.Claim claim, String why) {
        return actionLocks.withLock(claim, lockedAction -> actionCompletion.failed(lockedAction, why));
    }

    /** AWS is at it. That is no failure however long it takes, and the way back would meet what is under way; it is said once. */
    Uni<Void> underWay(ActionClaimer.Claim claim, String shown) {
        return actionLocks.withLock(claim, lockedAction -> {
            Intent intent = lockedAction.intent().orElseThrow();
            intent.seenUnderWay(lockedAction.now());
            Duration usual = patience(lockedAction);
            return lockedAction.now().isAfter(intent.since().plus(usual))
                    ? overdue(lockedAction, intent, usual, shown)
                    : wait(lockedAction);
        });
    }

    private Uni<Void> overdue(LockedAction lockedAction, Intent intent, Duration usual, String shown) {
        String why = "AWS takes longer than " + usual + " and is still at it: " + shown;
        boolean isNew = intent.becomeOverdue(lockedAction.now());
        lockedAction
                .action()
                .postpone(why, lockedAction.now().plus(config.poll().multipliedBy(SLOWLY)));
        Uni<Void> flushed = lockedAction.session().flush();
        if (!isNew) {
            return flushed;
        }
        Log.warnf(
                "Action %s on %s: %s",
                lockedAction.action().id(), lockedAction.action().target(), why);
        meters.overdue();
        return flushed.chain(() ->
                audit.append(lockedAction.session(), lockedAction.entry(AuditEntry.Kind.CLAIMED, "overdue", why)));
    }

    private Duration patience(LockedAction lockedAction) {
        return lockedAction.step().observationTimeout().orElse(config.observation());
    }

    /** Not done so far, and not under way either: looks again later, but not for ever. */
    Uni<Void> stillWaiting(ActionClaimer.Claim claim, String why) {
        return actionLocks.withLock(claim, lockedAction -> {
            Instant since = lockedAction.intent().map(Intent::silentSince).orElse(lockedAction.now());
            Duration patience = patience(lockedAction);
            return lockedAction.now().isAfter(since.plus(patience))
                    ? actionCompletion.failed(lockedAction, "not observed within " + patience + ": " + why)
                    : wait(lockedAction);
        });
    }

    /** Too early to believe that no call was made: looks again once AWS must have settled. */
    Uni<Void> waitForSettling(ActionClaimer.Claim claim, Instant settled) {
        return actionLocks.withLock(claim, lockedAction -> {
            lockedAction.action().release(settled);
            return lockedAction.session().flush();
        });
    }

    /** AWS could not be asked. Before an intent that is bounded by attempts, afterwards by the time for observation. */
    Uni<Void> describeFailed(ActionClaimer.Claim claim, AwsError awsError) {
        return claim.intent().isPresent() ? stillWaiting(claim, awsError.text()) : callFailed(claim, awsError);
    }

    /** AWS did not answer the call as it should; what it was made on tells how the target is left. */
    Uni<Void> callFailed(ActionClaimer.Claim claim, AwsError awsError, ResourceObservation before) {
        return callFailed(claim, new AwsError(awsError.kind(), awsError.text() + "; " + before.sentence()));
    }

    /** AWS did not answer as it should. */
    private Uni<Void> callFailed(ActionClaimer.Claim claim, AwsError awsError) {
        return actionLocks.withLock(claim, lockedAction -> {
            if (!awsError.retryable()) {
                return actionCompletion.failed(lockedAction, awsError.text());
            }
            lockedAction.intent().ifPresent(intent -> intent.callEnded(lockedAction.now()));
            if (awsError.kind() == AwsError.Kind.THROTTLED
                    && lockedAction.action().tries().throttles() < config.throttles()) {
                Duration pause = retryBackoff.delayAfter(
                        awsError.kind(), lockedAction.action().tries().throttles());
                lockedAction
                        .action()
                        .throttled(awsError.text(), lockedAction.now().plus(pause));
                return lockedAction.session().flush();
            }
            return failedOnce(lockedAction, awsError);
        });
    }

    /** What was asked between intent and call speaks against it: nothing was called. */
    Uni<Void> refused(ActionClaimer.Claim claim, String why) {
        return actionLocks.withLock(
                claim, lockedAction -> actionCompletion.refused(lockedAction, new GuardResult.Refusal(OBSTACLE, why)));
    }

    /** The kill switch was turned on between intent and call: nothing was called. */
    Uni<Void> halted(ActionClaimer.Claim claim) {
        return actionLocks.withLock(claim, lockedAction -> {
            lockedAction.intent().ifPresent(intent -> intent.callEnded(lockedAction.now()));
            return lockedAction.action().mustContinue()
                    ? waits(lockedAction, STANDS_STILL)
                    : actionCompletion.refused(
                            lockedAction, new GuardResult.Refusal(KILL_SWITCH, "the kill switch is on"));
        });
    }

    private Uni<Void> failedOnce(LockedAction lockedAction, AwsError awsError) {
        if (lockedAction.action().tries().attempts() + 1 >= config.attempts()) {
            return actionCompletion.failed(
                    lockedAction, "AWS failed " + config.attempts() + " times: " + awsError.text());
        }
        Duration pause = retryBackoff.delayAfter(
                awsError.kind(), lockedAction.action().tries().attempts());
        lockedAction.action().retry(awsError.text(), lockedAction.now().plus(pause));
        return lockedAction.session().flush();
    }

    /** Begins the next step, if it may. */
    private Uni<Boolean> begin(LockedAction lockedAction, GuardContext guardContext) {
        Optional<String> stands = standsStill(lockedAction.action(), guardContext);
        if (stands.isPresent()) {
            return waits(lockedAction, stands.get()).replaceWith(false);
        }
        return preflightLoader
                .wasHalted(lockedAction)
                .flatMap(halted -> halted
                        ? applyGuardResult(
                                        lockedAction,
                                        new GuardResult.Refusal(KILL_SWITCH, "the kill switch was on since the yes"))
                                .replaceWith(false)
                        : beginUnlessObjected(lockedAction, guardContext));
    }

    private Uni<Boolean> beginUnlessObjected(LockedAction lockedAction, GuardContext guardContext) {
        Optional<GuardResult> objection = objection(lockedAction, guardContext);
        if (objection.isPresent()) {
            return applyGuardResult(lockedAction, objection.get()).replaceWith(false);
        }
        if (lockedAction.action().dryRun() || dryRun.dryRun()) {
            return actionCompletion.dryRun(lockedAction, calls(lockedAction)).replaceWith(false);
        }
        return Intent.Queries.isTargetTaken(lockedAction.session(), lockedAction.action())
                .flatMap(taken ->
                        taken ? wait(lockedAction).replaceWith(false) : recordIntent(lockedAction, guardContext));
    }

    /** What has begun is not refused for a switch that may be turned off again: that would leave it half done. */
    private Optional<String> standsStill(Action action, GuardContext guardContext) {
        if (!action.mustContinue()) {
            return Optional.empty();
        }
        if (guardContext.killSwitch()) {
            return Optional.of(STANDS_STILL);
        }
        return dryRun.dryRun() ? Optional.of("it stands still in a dry run") : Optional.empty();
    }

    private Optional<GuardResult> objection(LockedAction lockedAction, GuardContext guardContext) {
        return guarded(lockedAction, guardContext)
                .or(() -> guardContext
                        .shown()
                        .flatMap(now -> lockedAction
                                .step()
                                .obstacle(lockedAction.action().order(), now))
                        .map(why -> new GuardResult.Refusal(OBSTACLE, why)));
    }

    private Optional<GuardResult> guarded(LockedAction lockedAction, GuardContext guardContext) {
        boolean isFirst = lockedAction.action().step() == 0;
        if (lockedAction.definition().restores()) {
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

    private static String calls(LockedAction lockedAction) {
        return lockedAction.definition().steps().stream().map(ActionStep::call).collect(Collectors.joining(", "));
    }

    /** Writes the intent, unless the step is done already or never can be. */
    private Uni<Boolean> recordIntent(LockedAction lockedAction, GuardContext guardContext) {
        ResourceObservation shown = guardContext.shown().orElseThrow();
        lockedAction.action().recordInitialState(shown);
        return switch (lockedAction
                .step()
                .evaluateProgress(lockedAction.action().order(), shown, shown)) {
            case DONE -> stepDone(lockedAction, shown, "it was so already").replaceWith(false);
            case LOST ->
                actionCompletion
                        .failed(lockedAction, shown.sentence() + ": it is gone for good")
                        .replaceWith(false);
            case NOT_YET, UNDER_WAY, OVERTAKEN, CONTESTED ->
                !AuditChain.fits(lockedAction.intended(shown))
                        ? applyGuardResult(
                                        lockedAction,
                                        new GuardResult.Refusal(
                                                AUDIT, "the state before it is too large to be audited"))
                                .replaceWith(false)
                        : rateLimits
                                .consume(lockedAction, guardContext)
                                .chain(() -> write(lockedAction, shown))
                                .replaceWith(true);
        };
    }

    private Uni<Void> stepDone(LockedAction lockedAction, ResourceObservation shown, @Nullable String note) {
        return lockedAction.isLastStep()
                ? actionCompletion.observed(lockedAction, shown, note)
                : advance(lockedAction, shown, note);
    }

    private Uni<Void> advance(LockedAction lockedAction, ResourceObservation shown, @Nullable String note) {
        AuditDraft entry = lockedAction.stepObserved(shown, note);
        lockedAction.intent().ifPresent(intent -> intent.close("observed", lockedAction.now()));
        lockedAction
                .action()
                .advance(
                        lockedAction
                                .now()
                                .plus(lockedAction
                                        .step()
                                        .delayAfter(lockedAction.action().order())),
                        lockedAction.now());
        return lockedAction.session().flush().chain(() -> audit.append(lockedAction.session(), entry));
    }

    private Uni<Void> applyGuardResult(LockedAction lockedAction, GuardResult guardResult) {
        return guardResult instanceof GuardResult.Delay delay
                ? deferral.deferUntil(lockedAction, delay)
                : actionCompletion.refused(lockedAction, guardResult);
    }

    private Uni<Void> write(LockedAction lockedAction, ResourceObservation before) {
        lockedAction.action().intend(lockedAction.now());
        lockedAction.intent().ifPresent(intent -> intent.renew(lockedAction.action()));
        Uni<Void> written = lockedAction.intent().isPresent()
                ? Uni.createFrom().voidItem()
                : lockedAction.session().persist(Intent.of(lockedAction.action(), before, lockedAction.now()));
        return written.chain(() -> lockedAction.session().flush())
                .chain(() -> audit.append(lockedAction.session(), lockedAction.intended(before)));
    }

    private Uni<Void> wait(LockedAction lockedAction) {
        lockedAction.action().release(lockedAction.now().plus(config.poll()));
        return lockedAction.session().flush();
    }

    private Uni<Void> waits(LockedAction lockedAction, String why) {
        lockedAction.action().postpone(why, lockedAction.now().plus(config.poll()));
        return lockedAction.session().flush();
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
        Uni<Void> deferUntil(LockedAction lockedAction, GuardResult.Delay delay) {
            boolean said = lockedAction.action().reason().equals(Optional.of(delay.why()));
            lockedAction
                    .action()
                    .waitsFor(
                            delay.guard(),
                            delay.why(),
                            lockedAction.action().mustContinue()
                                    ? delay.until()
                                    : earlier(
                                            delay.until(), lockedAction.action().validUntil()));
            Uni<Void> flushed = lockedAction.session().flush();
            return said
                    ? flushed
                    : flushed.chain(() -> audit.append(
                            lockedAction.session(), lockedAction.objected(AuditEntry.Kind.CLAIMED, "waits", delay)));
        }

        private static Instant earlier(Instant one, Instant other) {
            return one.isBefore(other) ? one : other;
        }
    }
}
