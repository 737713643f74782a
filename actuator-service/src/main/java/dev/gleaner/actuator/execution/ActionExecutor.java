package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.action.ActionDefinition;
import dev.gleaner.actuator.action.ActionRegistry;
import dev.gleaner.actuator.action.ActionStep;
import dev.gleaner.actuator.action.CallPreconditionException;
import dev.gleaner.actuator.action.TargetPrecondition;
import dev.gleaner.actuator.aws.ActuatorAwsConfig;
import dev.gleaner.actuator.aws.AwsError;
import dev.gleaner.actuator.aws.InstanceUsage;
import dev.gleaner.actuator.aws.ResourceDescriber;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.SendDeadline;
import dev.gleaner.actuator.aws.TrainingCheckpointStatus;
import dev.gleaner.actuator.guard.GuardConfig;
import dev.gleaner.actuator.guard.GuardContext;
import dev.gleaner.contracts.resource.Arn;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Brings an action as far as it goes now. It always looks at AWS first: whatever happened before (a crash, a call
 * without an answer, somebody else's start), what AWS shows decides what is next, and a call is made only when AWS shows
 * the state before.
 */
@ApplicationScoped
class ActionExecutor {

    /**
     * How many times {@code actuator.execution.settle} AWS has to show what came of a call before one is made again that would
     * have a second effect: by default five minutes, as long as EC2's documentation on eventual consistency says to go on
     * asking (Amazon EC2 Developer Guide, "Eventual consistency in the Amazon EC2 API").
     */
    private static final int SETTLE_BEFORE_A_SECOND_EFFECT = 10;

    private static final InstanceUsage NOTHING_READ =
            new InstanceUsage(new InstanceUsage.HourlyCpu(Map.of(), Map.of()), InstanceUsage.HourlyTraffic.NONE);

    private final ResourceDescriber resourceDescriber;
    private final InstanceUsage.Reader instanceUsageReader;
    private final TrainingCheckpointStatus.Reader trainingCheckpointReader;
    private final ActionRegistry actions;
    private final ActionTransitions actionTransitions;
    private final AwsCallGate gate;
    private final ExecutionConfig config;
    private final GuardConfig guards;
    private final ActuatorAwsConfig aws;
    private final Metrics meters;

    ActionExecutor(
            ResourceDescriber resourceDescriber,
            InstanceUsage.Reader instanceUsageReader,
            TrainingCheckpointStatus.Reader trainingCheckpointReader,
            ActionRegistry actions,
            ActionTransitions actionTransitions,
            AwsCallGate gate,
            ExecutionConfig config,
            GuardConfig guards,
            ActuatorAwsConfig aws,
            Metrics meters) {
        this.resourceDescriber = resourceDescriber;
        this.instanceUsageReader = instanceUsageReader;
        this.trainingCheckpointReader = trainingCheckpointReader;
        this.actions = actions;
        this.actionTransitions = actionTransitions;
        this.gate = gate;
        this.config = config;
        this.guards = guards;
        this.aws = aws;
        this.meters = meters;
    }

    /** Takes the next step, or several. */
    Uni<Void> execute(ActionClaimer.Claim claim) {
        ActionDefinition action = actions.recorded(claim.action().name());
        Uni<Void> turn = claim.isOnlyToBeRefused() ? refuse(claim) : describeAndContinue(claim, action);
        return turn.onFailure(AwsError::isOne)
                .recoverWithUni(failure -> actionTransitions.describeFailed(claim, AwsError.of(failure)))
                .onFailure(ActionLocks.LeaseLostException.class)
                .recoverWithUni(lost -> {
                    Log.infof("Let go of action %s: %s", claim.id(), lost.getMessage());
                    return Uni.createFrom().voidItem();
                });
    }

    /** In an emergency a long queue must not look at AWS a thousand times only to be refused. */
    private Uni<Void> refuse(ActionClaimer.Claim claim) {
        return actionTransitions
                .recordIntent(
                        claim,
                        Optional.empty(),
                        new GuardContext.LiveEvidence(
                                NOTHING_READ.cpu(), NOTHING_READ.traffic(), new TrainingCheckpointStatus.None()))
                .replaceWithVoid();
    }

    private Uni<Void> describeAndContinue(ActionClaimer.Claim claim, ActionDefinition action) {
        return resourceDescriber
                .describe(claim.action().order().target(), claim.action().planned())
                .flatMap(shown -> claim.intent()
                        .map(intent -> resume(claim, action, intent, shown))
                        .orElseGet(() -> begin(claim, action, shown)));
    }

    private Uni<Void> begin(ActionClaimer.Claim claim, ActionDefinition action, Optional<ResourceObservation> shown) {
        if (shown.isEmpty() && claim.action().mustContinue()) {
            return actionTransitions.describeFailed(
                    claim, new AwsError(AwsError.Kind.TRANSIENT, "AWS did not show the target"));
        }
        return loadEvidence(claim, action, shown)
                .flatMap(liveEvidence -> actionTransitions.recordIntent(claim, shown, liveEvidence))
                .flatMap(intended -> intended
                        ? perform(claim, step(claim, action), shown.orElseThrow())
                        : Uni.createFrom().voidItem());
    }

    private Uni<GuardContext.LiveEvidence> loadEvidence(
            ActionClaimer.Claim claim, ActionDefinition action, Optional<ResourceObservation> shown) {
        return use(claim, action)
                .flatMap(use -> checkpoint(claim, action, shown)
                        .map(checkpoint -> new GuardContext.LiveEvidence(use.cpu(), use.traffic(), checkpoint)));
    }

    private Uni<TrainingCheckpointStatus> checkpoint(
            ActionClaimer.Claim claim, ActionDefinition action, Optional<ResourceObservation> shown) {
        boolean asks = action.preconditions().contains(TargetPrecondition.LOSING_NOTHING)
                && (!action.restores() || action.preconditions().contains(TargetPrecondition.QUIET));
        return shown.filter(any -> asks)
                .map(resourceObservation -> resourceObservation.subject().tags().get(guards.checkpointTag()))
                .map(place -> trainingCheckpointReader.newest(
                        place, claim.action().order().target().region()))
                .orElseGet(() -> Uni.createFrom().item(new TrainingCheckpointStatus.None()));
    }

    private Uni<InstanceUsage> use(ActionClaimer.Claim claim, ActionDefinition action) {
        boolean isQuietAsked = action.restores() && action.preconditions().contains(TargetPrecondition.QUIET);
        if ((!action.needsIdleness() && !isQuietAsked) || claim.action().step() > 0) {
            return Uni.createFrom().item(NOTHING_READ);
        }
        Arn target = claim.action().order().target();
        return isQuietAsked || claim.action().schedule().isPresent()
                ? instanceUsageReader.readLastMinutes(claim.now(), target)
                : instanceUsageReader.readLastHours(claim.now(), guards.hours(), target);
    }

    private static ActionStep step(ActionClaimer.Claim claim, ActionDefinition action) {
        return action.steps().get(claim.action().step());
    }

    private Uni<Void> perform(ActionClaimer.Claim claim, ActionStep step, ResourceObservation before) {
        return step.checkPreconditions(claim.action().order(), before)
                .chain(() -> gate.pass(claim, () -> call(claim, step, before)))
                .flatMap(awsRequest -> awsRequest
                        .map(request -> actionTransitions.called(claim, request))
                        .orElseGet(() -> actionTransitions.halted(claim)))
                .onFailure(CallPreconditionException.class)
                .recoverWithUni(
                        objection -> actionTransitions.refused(claim, ((CallPreconditionException) objection).why()))
                .onFailure(AwsError::isOne)
                .recoverWithUni(failure -> actionTransitions.callFailed(claim, AwsError.of(failure), before));
    }

    /** Only while we surely hold it until the call has ended: what was asked and the gate may have let us wait. */
    private Uni<String> call(ActionClaimer.Claim claim, ActionStep step, ResourceObservation before) {
        long lastSending = claim.sendDeadline(aws.callTimeout(), config.lease());
        if (System.nanoTime() - lastSending >= 0) {
            return outOfTime(claim);
        }
        return SendDeadline.before(
                        lastSending, () -> step.perform(claim.action().order(), before))
                .onFailure(SendDeadline.Passed.class)
                .recoverWithUni(passed -> outOfTime(claim));
    }

    private Uni<String> outOfTime(ActionClaimer.Claim claim) {
        meters.outOfTime();
        Log.warnf(
                "Action %s on %s: the call is left to the next lease, as looking at AWS and waiting took so long that less than"
                        + " actuator.aws.call-timeout (%s) is left of actuator.execution.lease (%s)",
                claim.id(), claim.action().target(), aws.callTimeout(), config.lease());
        return Uni.createFrom().failure(new ActionLocks.LeaseLostException(claim.id(), claim.token()));
    }

    private Uni<Void> resume(
            ActionClaimer.Claim claim, ActionDefinition action, Intent intent, Optional<ResourceObservation> shown) {
        if (shown.isEmpty()) {
            return actionTransitions.stillWaiting(claim, "AWS did not show the target");
        }
        ResourceObservation now = shown.get();
        ActionStep step = step(claim, action);
        return switch (step.evaluateProgress(claim.action().order(), intent.before(), now)) {
            case DONE -> actionTransitions.observed(claim, now, null);
            case UNDER_WAY -> actionTransitions.underWay(claim, now.sentence());
            case OVERTAKEN -> actionTransitions.overtaken(claim, now, step.overtakenMessage() + "; " + now.sentence());
            case CONTESTED -> contested(claim, step.overtakenMessage() + "; " + now.sentence());
            case LOST -> actionTransitions.failed(claim, now.sentence() + ": it is gone for good");
            case NOT_YET ->
                intent.isCalled()
                        ? actionTransitions.stillWaiting(claim, now.sentence() + " although AWS took the call")
                        : callAgain(claim, action, intent, shown);
        };
    }

    private Uni<Void> contested(ActionClaimer.Claim claim, String why) {
        Log.errorf("Action %s on %s: %s", claim.id(), claim.action().target(), why);
        return actionTransitions.failed(claim, why);
    }

    private Uni<Void> callAgain(
            ActionClaimer.Claim claim, ActionDefinition action, Intent intent, Optional<ResourceObservation> shown) {
        Duration settle = step(claim, action).isIdempotent()
                ? config.settle()
                : config.settle().multipliedBy(SETTLE_BEFORE_A_SECOND_EFFECT);
        Instant settled = intent.quietSince().plus(settle);
        return claim.now().isBefore(settled)
                ? actionTransitions.waitForSettling(claim, settled)
                : begin(claim, action, shown);
    }

    /** Counts what people should hear of although no action failed by it. */
    @ApplicationScoped
    static class Metrics {

        private static final String PREFIX = "gleaner.actuator.execution.";

        private final MeterRegistry registry;

        Metrics(MeterRegistry registry) {
            this.registry = registry;
        }

        /** AWS takes longer over a step than usual. */
        void overdue() {
            registry.counter(PREFIX + "overdue").increment();
        }

        /** A call was left to the next lease, as this one left no time for it. */
        void outOfTime() {
            registry.counter(PREFIX + "out-of-time").increment();
        }
    }
}
