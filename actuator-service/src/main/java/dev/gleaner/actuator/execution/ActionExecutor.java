package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.action.ActionDefinition;
import dev.gleaner.actuator.action.ActionRegistry;
import dev.gleaner.actuator.action.ActionStep;
import dev.gleaner.actuator.action.CallPreconditionException;
import dev.gleaner.actuator.aws.AwsError;
import dev.gleaner.actuator.aws.ResourceDescriber;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.guard.GuardContext;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Takes the next step of a claimed action. It reads the target from AWS first: whatever happened before (a crash, a call
 * without an answer, a start by a person), the observed state decides what is next, and a call is made only on the state
 * before it. Each outcome is recorded by one method of {@link ActionTransitions}.
 */
@Singleton
record ActionExecutor(
        ActionRegistry actions,
        ResourceDescriber resourceDescriber,
        LiveEvidenceReader liveEvidenceReader,
        ActionTransitions actionTransitions,
        AwsCallGate gate,
        ExecutionConfig config) {

    /**
     * How many times {@code actuator.execution.settle} AWS has to show what came of a call before one is made again that would
     * have a second effect: by default five minutes, as long as EC2's documentation on eventual consistency says to go on
     * asking (Amazon EC2 Developer Guide, "Eventual consistency in the Amazon EC2 API").
     */
    private static final int SETTLE_BEFORE_A_SECOND_EFFECT = 10;

    /** Advances a claimed action by one step or less. */
    Uni<Void> execute(Action.Claim claim) {
        ActionDefinition<ResourceObservation> definition =
                actions.getRecorded(claim.action().name());
        Uni<Void> advanced = claim.isOnlyToBeRefused() ? refuseUnread(claim) : describeAndContinue(claim, definition);
        return advanced.onFailure(AwsError::isOne)
                .recoverWithUni(failure -> actionTransitions.describeFailed(claim, AwsError.of(failure)))
                .onFailure(Action.LeaseLostException.class)
                .recoverWithUni(lost -> {
                    Log.infof("Released action %s: %s", claim.id(), lost.getMessage());
                    return Uni.createFrom().voidItem();
                });
    }

    /** In an emergency a long queue must not read a thousand targets only to be refused. */
    private Uni<Void> refuseUnread(Action.Claim claim) {
        return actionTransitions
                .recordIntent(claim, Optional.empty(), GuardContext.LiveEvidence.NONE)
                .replaceWithVoid();
    }

    private Uni<Void> describeAndContinue(Action.Claim claim, ActionDefinition<ResourceObservation> definition) {
        return resourceDescriber
                .describe(claim.action().order().target(), claim.action().planned())
                .flatMap(shown -> claim.intent()
                        .map(intent -> observe(claim, definition, intent, shown)
                                .flatMap(observed -> resume(claim, definition, intent, observed)))
                        .orElseGet(() -> begin(claim, definition, shown)));
    }

    /** Reads what only the step of the intent needs to know, of a target that AWS shows. */
    private static Uni<Optional<ResourceObservation>> observe(
            Action.Claim claim,
            ActionDefinition<ResourceObservation> definition,
            Intent intent,
            Optional<ResourceObservation> shown) {
        return shown.map(now -> step(claim, definition)
                        .observe(claim.action().order(), intent.before(), now, intent.createdAt())
                        .map(Optional::of))
                .orElseGet(() -> Uni.createFrom().item(Optional.empty()));
    }

    /** Begins the next step: records its intent, unless something is against it, and calls AWS. */
    private Uni<Void> begin(
            Action.Claim claim, ActionDefinition<ResourceObservation> definition, Optional<ResourceObservation> shown) {
        if (shown.isEmpty() && claim.action().mustContinue()) {
            return actionTransitions.describeFailed(
                    claim, new AwsError(AwsError.Kind.TRANSIENT, "AWS did not show the target"));
        }
        return liveEvidenceReader
                .read(claim, definition, shown)
                .flatMap(liveEvidence -> actionTransitions.recordIntent(claim, shown, liveEvidence))
                .flatMap(isIntended -> isIntended
                        ? perform(claim, step(claim, definition), shown.orElseThrow())
                        : Uni.createFrom().voidItem());
    }

    private Uni<Void> perform(Action.Claim claim, ActionStep<ResourceObservation> step, ResourceObservation before) {
        return step.checkPreconditions(claim.action().order(), before)
                .chain(() -> gate.callUnlessHalted(
                        claim, () -> step.perform(claim.action().order(), before)))
                .flatMap(awsRequest -> awsRequest
                        .map(request -> actionTransitions.called(claim, request))
                        .orElseGet(() -> actionTransitions.recordHalted(claim)))
                .onFailure(CallPreconditionException.class)
                .recoverWithUni(objection ->
                        actionTransitions.recordRefused(claim, ((CallPreconditionException) objection).reason()))
                .onFailure(AwsError::isOne)
                .recoverWithUni(failure -> actionTransitions.callFailed(claim, AwsError.of(failure), before));
    }

    /** Continues with a step whose intent is recorded: its call may have been made or not. */
    private Uni<Void> resume(
            Action.Claim claim,
            ActionDefinition<ResourceObservation> definition,
            Intent intent,
            Optional<ResourceObservation> shown) {
        if (shown.isEmpty()) {
            return actionTransitions.recordUnobserved(claim, "AWS did not show the target");
        }
        ResourceObservation now = shown.get();
        ActionStep<ResourceObservation> step = step(claim, definition);
        return switch (step.evaluateProgress(claim.action().order(), intent.before(), now)) {
            case DONE -> actionTransitions.observed(claim, now, step.note(now).orElse(null));
            case UNDER_WAY ->
                actionTransitions.recordUnderWay(claim, step.note(now).orElse(now.sentence()));
            case OVERTAKEN ->
                actionTransitions.recordOvertaken(claim, now, step.overtakenMessage() + "; " + now.sentence());
            case CONTESTED -> failContested(claim, step.overtakenMessage() + "; " + now.sentence());
            case FAILED -> actionTransitions.recordFailed(claim, step.note(now).orElse(now.sentence()));
            case LOST -> actionTransitions.recordFailed(claim, now.sentence() + ": it no longer exists");
            case NOT_YET ->
                intent.isCalled()
                        ? actionTransitions.recordUnobserved(claim, now.sentence() + " although AWS accepted the call")
                        : callAgain(claim, definition, intent, shown);
        };
    }

    private Uni<Void> failContested(Action.Claim claim, String why) {
        Log.errorf("Action %s on %s: %s", claim.id(), claim.action().target(), why);
        return actionTransitions.recordFailed(claim, why);
    }

    /** Begins the step again once AWS would show the effect of a call that nobody recorded. */
    private Uni<Void> callAgain(
            Action.Claim claim,
            ActionDefinition<ResourceObservation> definition,
            Intent intent,
            Optional<ResourceObservation> shown) {
        Duration settle = step(claim, definition).isIdempotent()
                ? config.settle()
                : config.settle().multipliedBy(SETTLE_BEFORE_A_SECOND_EFFECT);
        Instant settled = intent.callsEndedAt().plus(settle);
        return claim.now().isBefore(settled)
                ? actionTransitions.waitForSettling(claim, settled)
                : begin(claim, definition, shown);
    }

    private static ActionStep<ResourceObservation> step(
            Action.Claim claim, ActionDefinition<ResourceObservation> definition) {
        return definition.steps(claim.action().order()).get(claim.action().step());
    }
}
