package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.action.CallObjection;
import dev.gleaner.actuator.action.Demand;
import dev.gleaner.actuator.action.ResourceAction;
import dev.gleaner.actuator.action.ResourceActions;
import dev.gleaner.actuator.action.Step;
import dev.gleaner.actuator.aws.AwsConfig;
import dev.gleaner.actuator.aws.Checkpoint;
import dev.gleaner.actuator.aws.Checkpoints;
import dev.gleaner.actuator.aws.Fault;
import dev.gleaner.actuator.aws.HourlyCpu;
import dev.gleaner.actuator.aws.HourlyTraffic;
import dev.gleaner.actuator.aws.RecentCpu;
import dev.gleaner.actuator.aws.RecentUse;
import dev.gleaner.actuator.aws.Resources;
import dev.gleaner.actuator.aws.SendDeadline;
import dev.gleaner.actuator.aws.Sighting;
import dev.gleaner.actuator.guard.Fresh;
import dev.gleaner.actuator.guard.GuardConfig;
import dev.gleaner.contracts.resource.Arn;
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
class Turn {

    /**
     * How many times {@code actuator.execution.settle} AWS has to show what came of a call before one is made again that would
     * have a second effect: by default five minutes, as long as EC2's documentation on eventual consistency says to go on
     * asking (Amazon EC2 Developer Guide, "Eventual consistency in the Amazon EC2 API").
     */
    private static final int SETTLE_BEFORE_A_SECOND_EFFECT = 10;

    private static final RecentUse NOTHING_READ = new RecentUse(new HourlyCpu(Map.of(), Map.of()), HourlyTraffic.NONE);

    private final Resources resources;
    private final RecentCpu recentCpu;
    private final Checkpoints checkpoints;
    private final ResourceActions actions;
    private final Steps steps;
    private final CallGate gate;
    private final ExecutionConfig config;
    private final GuardConfig guards;
    private final AwsConfig aws;
    private final ExecutionMeters meters;

    Turn(
            Resources resources,
            RecentCpu recentCpu,
            Checkpoints checkpoints,
            ResourceActions actions,
            Steps steps,
            CallGate gate,
            ExecutionConfig config,
            GuardConfig guards,
            AwsConfig aws,
            ExecutionMeters meters) {
        this.resources = resources;
        this.recentCpu = recentCpu;
        this.checkpoints = checkpoints;
        this.actions = actions;
        this.steps = steps;
        this.gate = gate;
        this.config = config;
        this.guards = guards;
        this.aws = aws;
        this.meters = meters;
    }

    /** Takes the next step, or several. */
    Uni<Void> take(Claim claim) {
        ResourceAction action = actions.recorded(claim.action().name());
        Uni<Void> turn = claim.isOnlyToBeRefused() ? refuse(claim) : look(claim, action);
        return turn.onFailure(Fault::isOne)
                .recoverWithUni(failure -> steps.lookFailed(claim, Fault.of(failure)))
                .onFailure(LostLease.class)
                .recoverWithUni(lost -> {
                    Log.infof("Let go of action %s: %s", claim.id(), lost.getMessage());
                    return Uni.createFrom().voidItem();
                });
    }

    /** In an emergency a long queue must not look at AWS a thousand times only to be refused. */
    private Uni<Void> refuse(Claim claim) {
        return steps.intend(
                        claim,
                        Optional.empty(),
                        new Fresh(NOTHING_READ.cpu(), NOTHING_READ.traffic(), new Checkpoint.None()))
                .replaceWithVoid();
    }

    private Uni<Void> look(Claim claim, ResourceAction action) {
        return resources
                .describe(claim.action().order().target(), claim.action().planned())
                .flatMap(shown -> claim.intent()
                        .map(intent -> resume(claim, action, intent, shown))
                        .orElseGet(() -> begin(claim, action, shown)));
    }

    private Uni<Void> begin(Claim claim, ResourceAction action, Optional<Sighting> shown) {
        if (shown.isEmpty() && claim.action().hasToGoOn()) {
            return steps.lookFailed(claim, new Fault(Fault.Kind.TRANSIENT, "AWS did not show the target"));
        }
        return fresh(claim, action, shown)
                .flatMap(fresh -> steps.intend(claim, shown, fresh))
                .flatMap(intended -> intended
                        ? perform(claim, step(claim, action), shown.orElseThrow())
                        : Uni.createFrom().voidItem());
    }

    private Uni<Fresh> fresh(Claim claim, ResourceAction action, Optional<Sighting> shown) {
        return use(claim, action)
                .flatMap(use -> checkpoint(claim, action, shown)
                        .map(checkpoint -> new Fresh(use.cpu(), use.traffic(), checkpoint)));
    }

    private Uni<Checkpoint> checkpoint(Claim claim, ResourceAction action, Optional<Sighting> shown) {
        boolean asks = action.demands().contains(Demand.LOSING_NOTHING)
                && (!action.restores() || action.demands().contains(Demand.QUIET));
        return shown.filter(any -> asks)
                .map(sighting -> sighting.subject().tags().get(guards.checkpointTag()))
                .map(place -> checkpoints.newest(
                        place, claim.action().order().target().region()))
                .orElseGet(() -> Uni.createFrom().item(new Checkpoint.None()));
    }

    private Uni<RecentUse> use(Claim claim, ResourceAction action) {
        boolean isQuietAsked = action.restores() && action.demands().contains(Demand.QUIET);
        if ((!action.needsIdleness() && !isQuietAsked) || claim.action().step() > 0) {
            return Uni.createFrom().item(NOTHING_READ);
        }
        Arn target = claim.action().order().target();
        return isQuietAsked || claim.action().schedule().isPresent()
                ? recentCpu.lately(claim.now(), target)
                : recentCpu.until(claim.now(), guards.hours(), target);
    }

    private static Step step(Claim claim, ResourceAction action) {
        return action.steps().get(claim.action().step());
    }

    private Uni<Void> perform(Claim claim, Step step, Sighting before) {
        return step.ask(claim.action().order(), before)
                .chain(() -> gate.pass(claim, () -> call(claim, step, before)))
                .flatMap(awsRequest ->
                        awsRequest.map(request -> steps.called(claim, request)).orElseGet(() -> steps.halted(claim)))
                .onFailure(CallObjection.class)
                .recoverWithUni(objection -> steps.refused(claim, ((CallObjection) objection).why()))
                .onFailure(Fault::isOne)
                .recoverWithUni(failure -> steps.callFailed(claim, Fault.of(failure), before));
    }

    /** Only while we surely hold it until the call has ended: what was asked and the gate may have let us wait. */
    private Uni<String> call(Claim claim, Step step, Sighting before) {
        long lastSending = claim.lastSending(aws.callTimeout(), config.lease());
        if (System.nanoTime() - lastSending >= 0) {
            return outOfTime(claim);
        }
        return SendDeadline.before(
                        lastSending, () -> step.perform(claim.action().order(), before))
                .onFailure(SendDeadline.Passed.class)
                .recoverWithUni(passed -> outOfTime(claim));
    }

    private Uni<String> outOfTime(Claim claim) {
        meters.outOfTime();
        Log.warnf(
                "Action %s on %s: the call is left to the next lease, as looking at AWS and waiting took so long that less than"
                        + " actuator.aws.call-timeout (%s) is left of actuator.execution.lease (%s)",
                claim.id(), claim.action().target(), aws.callTimeout(), config.lease());
        return Uni.createFrom().failure(new LostLease(claim.id(), claim.token()));
    }

    private Uni<Void> resume(Claim claim, ResourceAction action, Intent intent, Optional<Sighting> shown) {
        if (shown.isEmpty()) {
            return steps.stillWaiting(claim, "AWS did not show the target");
        }
        Sighting now = shown.get();
        Step step = step(claim, action);
        return switch (step.see(claim.action().order(), intent.before(), now)) {
            case DONE -> steps.observed(claim, now, null);
            case UNDER_WAY -> steps.underWay(claim, now.sentence());
            case OVERTAKEN -> steps.overtaken(claim, now, step.overtaken() + "; " + now.sentence());
            case CONTESTED -> contested(claim, step.overtaken() + "; " + now.sentence());
            case LOST -> steps.failed(claim, now.sentence() + ": it is gone for good");
            case NOT_YET ->
                intent.isCalled()
                        ? steps.stillWaiting(claim, now.sentence() + " although AWS took the call")
                        : callAgain(claim, action, intent, shown);
        };
    }

    private Uni<Void> contested(Claim claim, String why) {
        Log.errorf("Action %s on %s: %s", claim.id(), claim.action().target(), why);
        return steps.failed(claim, why);
    }

    private Uni<Void> callAgain(Claim claim, ResourceAction action, Intent intent, Optional<Sighting> shown) {
        Duration settle = step(claim, action).isIdempotent()
                ? config.settle()
                : config.settle().multipliedBy(SETTLE_BEFORE_A_SECOND_EFFECT);
        Instant settled = intent.quietSince().plus(settle);
        return claim.now().isBefore(settled) ? steps.letSettle(claim, settled) : begin(claim, action, shown);
    }
}
