package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.audit.AuditChain;
import dev.gleaner.actuator.audit.AuditDraft;
import dev.gleaner.actuator.aws.AwsError;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.guard.GuardContext;
import dev.gleaner.actuator.guard.GuardResult;
import dev.gleaner.actuator.proposal.Proposal;
import dev.gleaner.actuator.proposal.ProposalState;
import dev.gleaner.contracts.audit.AuditEntry;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of an action. Each transition is one transaction that changes the action, its intent and its proposal and
 * appends the audit entry; {@link ActionState} has the table of what may follow what.
 *
 * <p>In the order of an action's life, after {@link ActionRepository#claimNext}: its intent is recorded, or it is refused,
 * deferred or ends as a dry run; AWS is called; AWS shows the effect, and the next step follows or the action ends.
 */
@ApplicationScoped
class ActionTransitions {

    /** Factor on the interval of {@code actuator.execution.poll} for a step that AWS takes long over. */
    private static final int OVERDUE_POLL_FACTOR = 12;

    /** Guard name in the audit where what is about to be done can't be recorded. */
    private static final String AUDIT = "audit";

    private final Mutiny.SessionFactory sessions;
    private final ActionRepository actionRepository;
    private final ActionPreflight actionPreflight;
    private final RateLimits rateLimits;
    private final AuditChain audit;
    private final ExecutionConfig config;
    private final MeterRegistry meters;
    private final RetryBackoff retryBackoff;

    ActionTransitions(
            Mutiny.SessionFactory sessions,
            ActionRepository actionRepository,
            ActionPreflight actionPreflight,
            RateLimits rateLimits,
            AuditChain audit,
            ExecutionConfig config,
            MeterRegistry meters) {
        this.sessions = sessions;
        this.actionRepository = actionRepository;
        this.actionPreflight = actionPreflight;
        this.rateLimits = rateLimits;
        this.audit = audit;
        this.config = config;
        this.meters = meters;
        this.retryBackoff = new RetryBackoff(config.retry(), config.capacityRetry(), new SecureRandom());
    }

    // Intent recorded

    /** Records the intent of the next step if it may begin; whether it may. Else records why not. */
    Uni<Boolean> recordIntent(
            Action.Claim claim, Optional<ResourceObservation> shown, GuardContext.LiveEvidence liveEvidence) {
        return withLock(
                claim,
                lockedAction -> actionPreflight
                        .check(lockedAction, shown, liveEvidence)
                        .flatMap(result -> result instanceof ActionPreflight.Result.Clear clear
                                ? recordIntent(lockedAction, clear.guardContext())
                                : recordObstacle(lockedAction, result).replaceWith(false)));
    }

    private Uni<Void> recordObstacle(LockedAction lockedAction, ActionPreflight.Result result) {
        if (result instanceof ActionPreflight.Result.Objected objected) {
            return refuseOrDefer(lockedAction, objected.guardResult());
        }
        if (result instanceof ActionPreflight.Result.DryRun dryRun) {
            return endAsDryRun(lockedAction, dryRun.calls());
        }
        return result instanceof ActionPreflight.Result.StandsStill standsStill
                ? postpone(lockedAction, standsStill.reason())
                : pollLater(lockedAction);
    }

    /** Writes the intent, unless the step is done already or never can be. */
    private Uni<Boolean> recordIntent(LockedAction lockedAction, GuardContext guardContext) {
        ResourceObservation shown = guardContext.observation().orElseThrow();
        lockedAction.action().recordInitialState(shown);
        return switch (lockedAction
                .step()
                .evaluateProgress(lockedAction.action().order(), shown, shown)) {
            case DONE -> completeStep(lockedAction, shown, "it was so already").replaceWith(false);
            case LOST ->
                fail(lockedAction, shown.sentence() + ": it no longer exists").replaceWith(false);
            case FAILED -> fail(lockedAction, shown.sentence()).replaceWith(false);
            case NOT_YET, UNDER_WAY, OVERTAKEN, CONTESTED ->
                !AuditChain.fits(lockedAction.intentEntry(shown))
                        ? refuse(
                                        lockedAction,
                                        new GuardResult.Refusal(
                                                AUDIT,
                                                "the state before it is too large to be audited",
                                                ActionPreflight.OBSTACLE_LIFT))
                                .replaceWith(false)
                        : rateLimits
                                .consume(lockedAction, guardContext)
                                .chain(() -> write(lockedAction, shown))
                                .replaceWith(true);
        };
    }

    private Uni<Void> write(LockedAction lockedAction, ResourceObservation before) {
        lockedAction.action().markIntended(lockedAction.now());
        lockedAction.intent().ifPresent(intent -> intent.renew(lockedAction.action()));
        Uni<Void> written = lockedAction.intent().isPresent()
                ? Uni.createFrom().voidItem()
                : lockedAction.session().persist(Intent.of(lockedAction.action(), before, lockedAction.now()));
        return written.chain(() -> lockedAction.session().flush())
                .chain(() -> audit.append(lockedAction.session(), lockedAction.intentEntry(before)));
    }

    // Called

    /** AWS accepted the call. */
    Uni<Void> called(Action.Claim claim, String awsRequest) {
        return withLock(claim, lockedAction -> {
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

    /** AWS did not accept the call; the reason includes the state on which it was made. */
    Uni<Void> callFailed(Action.Claim claim, AwsError awsError, ResourceObservation before) {
        return callFailed(claim, new AwsError(awsError.kind(), awsError.text() + "; " + before.sentence()));
    }

    /** AWS could not be read. Before an intent that is limited by attempts, afterwards by the time for observation. */
    Uni<Void> describeFailed(Action.Claim claim, AwsError awsError) {
        return claim.intent().isPresent() ? recordUnobserved(claim, awsError.text()) : callFailed(claim, awsError);
    }

    private Uni<Void> callFailed(Action.Claim claim, AwsError awsError) {
        return withLock(claim, lockedAction -> {
            if (!awsError.isRetryable()) {
                return fail(lockedAction, awsError.text());
            }
            lockedAction.intent().ifPresent(intent -> intent.callEnded(lockedAction.now()));
            if (awsError.kind() == AwsError.Kind.THROTTLED
                    && lockedAction.action().tries().throttles() < config.throttles()) {
                Duration pause = retryBackoff.delayAfter(
                        awsError.kind(), lockedAction.action().tries().throttles());
                lockedAction
                        .action()
                        .deferThrottled(awsError.text(), lockedAction.now().plus(pause));
                return lockedAction.session().flush();
            }
            return retryOrFail(lockedAction, awsError);
        });
    }

    private Uni<Void> retryOrFail(LockedAction lockedAction, AwsError awsError) {
        if (lockedAction.action().tries().attempts() + 1 >= config.attempts()) {
            return fail(lockedAction, "AWS failed " + config.attempts() + " times: " + awsError.text());
        }
        Duration pause = retryBackoff.delayAfter(
                awsError.kind(), lockedAction.action().tries().attempts());
        lockedAction.action().retry(awsError.text(), lockedAction.now().plus(pause));
        return lockedAction.session().flush();
    }

    /** The kill switch was turned on between intent and call: nothing was called. */
    Uni<Void> recordHalted(Action.Claim claim) {
        return withLock(claim, lockedAction -> {
            lockedAction.intent().ifPresent(intent -> intent.callEnded(lockedAction.now()));
            return lockedAction.action().mustContinue()
                    ? postpone(lockedAction, ActionPreflight.STANDS_STILL)
                    : refuse(
                            lockedAction,
                            new GuardResult.Refusal(
                                    ActionPreflight.KILL_SWITCH,
                                    "the kill switch is on",
                                    ActionPreflight.APPROVE_AGAIN));
        });
    }

    /** The step itself objects between intent and call: nothing was called. */
    Uni<Void> recordRefused(Action.Claim claim, String why) {
        return withLock(
                claim,
                lockedAction -> refuse(
                        lockedAction,
                        new GuardResult.Refusal(ActionPreflight.OBSTACLE, why, ActionPreflight.OBSTACLE_LIFT)));
    }

    // Observed

    /** AWS shows the effect of the step. */
    Uni<Void> observed(Action.Claim claim, ResourceObservation shown, @Nullable String note) {
        return withLock(claim, lockedAction -> completeStep(lockedAction, shown, note));
    }

    /** Somebody changed the target after the step: nothing is left to do, unless there are more steps, which would be wrong now. */
    Uni<Void> recordOvertaken(Action.Claim claim, ResourceObservation shown, String note) {
        return withLock(
                claim,
                lockedAction ->
                        lockedAction.isLastStep() ? completeStep(lockedAction, shown, note) : fail(lockedAction, note));
    }

    /** The step can't come to an end any more. */
    Uni<Void> recordFailed(Action.Claim claim, String why) {
        return withLock(claim, lockedAction -> fail(lockedAction, why));
    }

    /**
     * AWS shows the step under way. That is no failure however long it takes, and an undo would meet what is under way; it is
     * reported once. Only a step with a time limit fails.
     */
    Uni<Void> recordUnderWay(Action.Claim claim, String shown) {
        return withLock(claim, lockedAction -> {
            Intent intent = lockedAction.intent().orElseThrow();
            Optional<Duration> limit = lockedAction.step().timeLimit();
            if (limit.filter(
                            longest -> lockedAction.now().isAfter(intent.since().plus(longest)))
                    .isPresent()) {
                return fail(lockedAction, "not over within " + limit.get() + ": " + shown);
            }
            intent.markUnderWay(lockedAction.now());
            Duration usual = observationTimeout(lockedAction);
            return lockedAction.now().isAfter(intent.since().plus(usual))
                    ? recordOverdue(lockedAction, intent, usual, shown)
                    : pollLater(lockedAction);
        });
    }

    private Uni<Void> recordOverdue(LockedAction lockedAction, Intent intent, Duration usual, String shown) {
        String why = "AWS takes longer than " + usual + " and has not finished: " + shown;
        boolean isNew = intent.markOverdue(lockedAction.now());
        lockedAction
                .action()
                .postpone(why, lockedAction.now().plus(config.poll().multipliedBy(OVERDUE_POLL_FACTOR)));
        Uni<Void> flushed = lockedAction.session().flush();
        if (!isNew) {
            return flushed;
        }
        Log.warnf(
                "Action %s on %s: %s",
                lockedAction.action().id(), lockedAction.action().target(), why);
        meters.counter("gleaner.actuator.execution.overdue").increment();
        return flushed.chain(() ->
                audit.append(lockedAction.session(), lockedAction.entry(AuditEntry.Kind.CLAIMED, "overdue", why)));
    }

    /** AWS shows the step neither done nor under way: polls again, but not for ever. */
    Uni<Void> recordUnobserved(Action.Claim claim, String why) {
        return withLock(claim, lockedAction -> {
            Instant since = lockedAction.intent().map(Intent::lastProgressAt).orElse(lockedAction.now());
            Duration timeout = observationTimeout(lockedAction);
            return lockedAction.now().isAfter(since.plus(timeout))
                    ? fail(lockedAction, "not observed within " + timeout + ": " + why)
                    : pollLater(lockedAction);
        });
    }

    private Duration observationTimeout(LockedAction lockedAction) {
        return lockedAction.step().observationTimeout().orElse(config.observation());
    }

    /** AWS may not show yet that a call was made: polls again once it must have settled. */
    Uni<Void> waitForSettling(Action.Claim claim, Instant settled) {
        return withLock(claim, lockedAction -> {
            lockedAction.action().release(settled);
            return lockedAction.session().flush();
        });
    }

    private Uni<Void> completeStep(LockedAction lockedAction, ResourceObservation shown, @Nullable String note) {
        return lockedAction.isLastStep() ? complete(lockedAction, shown, note) : advance(lockedAction, shown, note);
    }

    private Uni<Void> advance(LockedAction lockedAction, ResourceObservation shown, @Nullable String note) {
        AuditDraft entry = lockedAction.stepEntry(shown, note);
        lockedAction.intent().ifPresent(intent -> intent.close("observed", lockedAction.now()));
        lockedAction
                .action()
                .advance(
                        lockedAction.step().isPreparation(),
                        lockedAction
                                .now()
                                .plus(lockedAction
                                        .step()
                                        .delayAfter(lockedAction.action().order())),
                        lockedAction.now());
        return lockedAction.session().flush().chain(() -> audit.append(lockedAction.session(), entry));
    }

    // Ended

    /** AWS shows that the action is done; the note is what else there is to report. */
    private Uni<Void> complete(LockedAction lockedAction, ResourceObservation shown, @Nullable String note) {
        lockedAction.intent().ifPresent(intent -> intent.close("observed", lockedAction.now()));
        lockedAction.action().end(ActionState.OBSERVED, note, lockedAction.now());
        List<AuditDraft> entries = new ArrayList<>();
        entries.add(lockedAction.entry(AuditEntry.Kind.OBSERVED, "state", shown.state()));
        return markOriginalUndone(lockedAction, entries)
                .chain(() -> changeProposal(lockedAction, Proposal::markDone))
                .chain(() -> lockedAction.session().flush())
                .chain(() -> actionRepository.releaseNextWave(lockedAction.session(), lockedAction.action()))
                .chain(() -> audit.append(lockedAction.session(), entries));
    }

    private static Uni<Void> markOriginalUndone(LockedAction lockedAction, List<AuditDraft> entries) {
        return lockedAction
                .action()
                .undoOf()
                .map(original -> lockedAction
                        .session()
                        .find(Action.class, original, LockModeType.PESSIMISTIC_WRITE)
                        .invoke(action -> action.markUndone(lockedAction.now()))
                        .invoke(action ->
                                entries.add(lockedAction.entry(AuditEntry.Kind.UNDONE, "undoes", action.id())))
                        .replaceWithVoid())
                .orElse(Uni.createFrom().voidItem());
    }

    /**
     * A person called the action off, before AWS was called for it or between its steps; its undo restores what was done. The
     * proposal does not ask again by itself. In the caller's transaction.
     */
    Uni<Void> cancelled(LockedAction lockedAction, String why) {
        AuditDraft entry = lockedAction.objectionEntry(
                AuditEntry.Kind.REFUSED,
                "reason",
                new GuardResult.Refusal("approval", why, ActionPreflight.APPROVE_AGAIN));
        lockedAction.action().end(ActionState.REFUSED, why, lockedAction.now());
        lockedAction.intent().ifPresent(intent -> intent.close(why, lockedAction.now()));
        return changeProposal(lockedAction, Proposal::reject)
                .chain(() -> lockedAction.session().flush())
                .chain(() -> actionRepository.releaseNextWave(lockedAction.session(), lockedAction.action()))
                .chain(() -> audit.append(lockedAction.session(), entry));
    }

    private Uni<Void> refuseOrDefer(LockedAction lockedAction, GuardResult guardResult) {
        return guardResult instanceof GuardResult.Delay delay
                ? defer(lockedAction, delay)
                : refuse(lockedAction, guardResult);
    }

    /** The action is not allowed any more. The proposal asks again, since this approval is used up. */
    private Uni<Void> refuse(LockedAction lockedAction, GuardResult guardResult) {
        lockedAction.action().end(ActionState.REFUSED, guardResult.reason(), lockedAction.now());
        return endUnsuccessfully(
                lockedAction, lockedAction.objectionEntry(AuditEntry.Kind.REFUSED, "reason", guardResult));
    }

    private Uni<Void> endAsDryRun(LockedAction lockedAction, String calls) {
        lockedAction
                .action()
                .end(
                        ActionState.DRY_RUN,
                        "dry run: would have called " + calls + " for "
                                + lockedAction.action().target(),
                        lockedAction.now());
        return endUnsuccessfully(lockedAction, lockedAction.entry(AuditEntry.Kind.REFUSED, "dryRun", calls));
    }

    /** AWS did not make the change, or its result is unknown. */
    private Uni<Void> fail(LockedAction lockedAction, String why) {
        lockedAction.action().end(ActionState.FAILED, why, lockedAction.now());
        return endUnsuccessfully(lockedAction, lockedAction.entry(AuditEntry.Kind.REFUSED, "failed", why));
    }

    private Uni<Void> endUnsuccessfully(LockedAction lockedAction, AuditDraft entry) {
        String why = lockedAction.action().reason().orElse("");
        lockedAction.intent().ifPresent(intent -> intent.close(why, lockedAction.now()));
        return changeProposal(lockedAction, proposal -> proposal.startNewRound(lockedAction.now()))
                .chain(() -> lockedAction.session().flush())
                .chain(() -> actionRepository.releaseNextWave(lockedAction.session(), lockedAction.action()))
                .chain(() -> rollBackPart(lockedAction, why))
                .map(undo -> Stream.concat(Stream.of(entry), undo.stream()).toList())
                .chain(entries -> audit.append(lockedAction.session(), entries));
    }

    /**
     * Creates the undo of an action that ends between its steps, since a part of it must not stay, and returns the audit entry
     * about that.
     */
    private Uni<Optional<AuditDraft>> rollBackPart(LockedAction lockedAction, String why) {
        Optional<String> undoneBy = lockedAction.definition().undoName();
        if (lockedAction.steps().size() == 1
                || undoneBy.isEmpty()
                || lockedAction.step().isPreparation()) {
            return Uni.createFrom().item(Optional.empty());
        }
        return actionRepository
                .hasEffects(lockedAction.session(), lockedAction.action())
                .flatMap(hasEffects -> hasEffects
                        ? actionRepository
                                .createUndo(
                                        lockedAction.session(),
                                        lockedAction.action(),
                                        undoneBy.get(),
                                        AuditDraft.GLEANER,
                                        lockedAction.now())
                                .map(undo -> Optional.of(undo.undoDecision(AuditDraft.GLEANER, Map.of("reason", why))))
                        : Uni.createFrom().item(Optional.empty()));
    }

    /** Changes the proposal, if it still is the one that this action answers. */
    private static Uni<Void> changeProposal(LockedAction lockedAction, Consumer<Proposal> change) {
        if (lockedAction.action().undoOf().isPresent()) {
            return Uni.createFrom().voidItem();
        }
        return lockedAction
                .session()
                .find(Proposal.class, lockedAction.action().target(), LockModeType.PESSIMISTIC_WRITE)
                .invoke(proposal -> {
                    if (proposal.round() == lockedAction.action().round()
                            && proposal.state() == ProposalState.APPROVED) {
                        change.accept(proposal);
                    }
                })
                .replaceWithVoid();
    }

    // Due later, in the same state

    /**
     * A guard delays the action, at most as long as its approval counts: then it is checked once more, and refused. The approval
     * of an action that has begun is used up and no longer ends. The audit has each reason once, not each check.
     */
    private Uni<Void> defer(LockedAction lockedAction, GuardResult.Delay delay) {
        boolean isKnown = lockedAction.action().reason().equals(Optional.of(delay.reason()));
        lockedAction
                .action()
                .waitsFor(
                        delay.guard(),
                        delay.reason(),
                        lockedAction.action().mustContinue()
                                ? delay.until()
                                : earlier(delay.until(), lockedAction.action().validUntil()));
        Uni<Void> flushed = lockedAction.session().flush();
        return isKnown
                ? flushed
                : flushed.chain(() -> audit.append(
                        lockedAction.session(), lockedAction.objectionEntry(AuditEntry.Kind.CLAIMED, "waits", delay)));
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private Uni<Void> postpone(LockedAction lockedAction, String why) {
        lockedAction.action().postpone(why, lockedAction.now().plus(config.poll()));
        return lockedAction.session().flush();
    }

    private Uni<Void> pollLater(LockedAction lockedAction) {
        lockedAction.action().release(lockedAction.now().plus(config.poll()));
        return lockedAction.session().flush();
    }

    /**
     * Runs a transition of a claimed action in a transaction under its row lock, or fails with
     * {@link Action.LeaseLostException}: only the holder of the lease writes.
     */
    private <T> Uni<T> withLock(Action.Claim claim, Function<LockedAction, Uni<T>> transition) {
        return sessions.withTransaction(
                session -> actionRepository.lock(session, claim).flatMap(transition::apply));
    }
}
