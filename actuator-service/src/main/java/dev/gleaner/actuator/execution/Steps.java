package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.action.Step;
import dev.gleaner.actuator.audit.AuditChain;
import dev.gleaner.actuator.audit.AuditDraft;
import dev.gleaner.actuator.aws.Fault;
import dev.gleaner.actuator.aws.Sighting;
import dev.gleaner.actuator.guard.Delay;
import dev.gleaner.actuator.guard.Fresh;
import dev.gleaner.actuator.guard.Guards;
import dev.gleaner.actuator.guard.Objection;
import dev.gleaner.actuator.guard.Refusal;
import dev.gleaner.actuator.guard.Situation;
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
class Steps {

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

    private final Holds holds;
    private final LastLook lastLook;
    private final Guards guards;
    private final StandingYes yes;
    private final Endings endings;
    private final Delays delays;
    private final Paces paces;
    private final AuditChain audit;
    private final ExecutionConfig config;
    private final DryRunConfig dryRun;
    private final ExecutionMeters meters;
    private final Pauses pauses;

    Steps(
            Holds holds,
            LastLook lastLook,
            Guards guards,
            StandingYes yes,
            Endings endings,
            Delays delays,
            Paces paces,
            AuditChain audit,
            ExecutionConfig config,
            DryRunConfig dryRun,
            ExecutionMeters meters) {
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
        this.pauses = new Pauses(config.retry(), config.capacityRetry(), new SecureRandom());
    }

    /** Refuses, or says what would be done, or writes down what is about to be done: only then it is true. */
    Uni<Boolean> intend(Claim claim, Optional<Sighting> shown, Fresh fresh) {
        return holds.with(
                claim,
                hold -> lastLook.at(hold, shown, fresh)
                        .flatMap(situation -> withdrawn(hold)
                                .flatMap(why -> why.map(refusal -> object(hold, new Refusal(POLICY, refusal))
                                                .replaceWith(false))
                                        .orElseGet(() -> begin(hold, situation)))));
    }

    /** Why the yes no longer counts; once an action has begun it is used, and that of a schedule is its tag. */
    private Uni<Optional<String>> withdrawn(Hold hold) {
        return hold.action().hasToGoOn() || hold.action().schedule().isPresent()
                ? Uni.createFrom().item(Optional.empty())
                : yes.objection(hold.session(), hold.action(), hold.action().order());
    }

    /** AWS took the call. */
    Uni<Void> called(Claim claim, String awsRequest) {
        return holds.with(claim, hold -> {
            hold.intent().ifPresent(intent -> intent.called(awsRequest, hold.now()));
            hold.action().called(hold.now(), config.poll());
            return hold.session()
                    .flush()
                    .chain(() ->
                            audit.append(hold.session(), hold.entry(AuditEntry.Kind.CALLED, "awsRequest", awsRequest)));
        });
    }

    /** AWS shows what was wanted, or that somebody changed it after us. */
    Uni<Void> observed(Claim claim, Sighting shown, @Nullable String note) {
        return holds.with(claim, hold -> stepDone(hold, shown, note));
    }

    /** Somebody changed it after us: nothing is left to do, unless there are more steps, which would be wrong now. */
    Uni<Void> overtaken(Claim claim, Sighting shown, String note) {
        return holds.with(claim, hold -> hold.isLastStep() ? stepDone(hold, shown, note) : endings.failed(hold, note));
    }

    /** It can't come to an end any more. */
    Uni<Void> failed(Claim claim, String why) {
        return holds.with(claim, hold -> endings.failed(hold, why));
    }

    /** AWS is at it. That is no failure however long it takes, and the way back would meet what is under way; it is said once. */
    Uni<Void> underWay(Claim claim, String shown) {
        return holds.with(claim, hold -> {
            Intent intent = hold.intent().orElseThrow();
            intent.seenUnderWay(hold.now());
            Duration usual = patience(hold);
            return hold.now().isAfter(intent.since().plus(usual)) ? overdue(hold, intent, usual, shown) : wait(hold);
        });
    }

    private Uni<Void> overdue(Hold hold, Intent intent, Duration usual, String shown) {
        String why = "AWS takes longer than " + usual + " and is still at it: " + shown;
        boolean isNew = intent.becomeOverdue(hold.now());
        hold.action().waits(why, hold.now().plus(config.poll().multipliedBy(SLOWLY)));
        Uni<Void> flushed = hold.session().flush();
        if (!isNew) {
            return flushed;
        }
        Log.warnf("Action %s on %s: %s", hold.action().id(), hold.action().target(), why);
        meters.overdue();
        return flushed.chain(() -> audit.append(hold.session(), hold.entry(AuditEntry.Kind.CLAIMED, "overdue", why)));
    }

    private Duration patience(Hold hold) {
        return hold.step().patience().orElse(config.observation());
    }

    /** Not done so far, and not under way either: looks again later, but not for ever. */
    Uni<Void> stillWaiting(Claim claim, String why) {
        return holds.with(claim, hold -> {
            Instant since = hold.intent().map(Intent::silentSince).orElse(hold.now());
            Duration patience = patience(hold);
            return hold.now().isAfter(since.plus(patience))
                    ? endings.failed(hold, "not observed within " + patience + ": " + why)
                    : wait(hold);
        });
    }

    /** Too early to believe that no call was made: looks again once AWS must have settled. */
    Uni<Void> letSettle(Claim claim, Instant settled) {
        return holds.with(claim, hold -> {
            hold.action().release(settled);
            return hold.session().flush();
        });
    }

    /** AWS could not be asked. Before an intent that is bounded by attempts, afterwards by the time for observation. */
    Uni<Void> lookFailed(Claim claim, Fault fault) {
        return claim.intent().isPresent() ? stillWaiting(claim, fault.text()) : callFailed(claim, fault);
    }

    /** AWS did not answer the call as it should; what it was made on tells how the target is left. */
    Uni<Void> callFailed(Claim claim, Fault fault, Sighting before) {
        return callFailed(claim, new Fault(fault.kind(), fault.text() + "; " + before.sentence()));
    }

    /** AWS did not answer as it should. */
    private Uni<Void> callFailed(Claim claim, Fault fault) {
        return holds.with(claim, hold -> {
            if (!fault.retryable()) {
                return endings.failed(hold, fault.text());
            }
            hold.intent().ifPresent(intent -> intent.callEnded(hold.now()));
            if (fault.kind() == Fault.Kind.THROTTLED && hold.action().tries().throttles() < config.throttles()) {
                Duration pause =
                        pauses.after(fault.kind(), hold.action().tries().throttles());
                hold.action().throttled(fault.text(), hold.now().plus(pause));
                return hold.session().flush();
            }
            return failedOnce(hold, fault);
        });
    }

    /** What was asked between intent and call speaks against it: nothing was called. */
    Uni<Void> refused(Claim claim, String why) {
        return holds.with(claim, hold -> endings.refused(hold, new Refusal(OBSTACLE, why)));
    }

    /** The kill switch was turned on between intent and call: nothing was called. */
    Uni<Void> halted(Claim claim) {
        return holds.with(claim, hold -> {
            hold.intent().ifPresent(intent -> intent.callEnded(hold.now()));
            return hold.action().hasToGoOn()
                    ? waits(hold, STANDS_STILL)
                    : endings.refused(hold, new Refusal(KILL_SWITCH, "the kill switch is on"));
        });
    }

    private Uni<Void> failedOnce(Hold hold, Fault fault) {
        if (hold.action().tries().attempts() + 1 >= config.attempts()) {
            return endings.failed(hold, "AWS failed " + config.attempts() + " times: " + fault.text());
        }
        Duration pause = pauses.after(fault.kind(), hold.action().tries().attempts());
        hold.action().retry(fault.text(), hold.now().plus(pause));
        return hold.session().flush();
    }

    /** Begins the next step, if it may. */
    private Uni<Boolean> begin(Hold hold, Situation situation) {
        Optional<String> stands = standsStill(hold.action(), situation);
        if (stands.isPresent()) {
            return waits(hold, stands.get()).replaceWith(false);
        }
        return lastLook.wasHalted(hold)
                .flatMap(halted -> halted
                        ? object(hold, new Refusal(KILL_SWITCH, "the kill switch was on since the yes"))
                                .replaceWith(false)
                        : beginUnlessObjected(hold, situation));
    }

    private Uni<Boolean> beginUnlessObjected(Hold hold, Situation situation) {
        Optional<Objection> objection = objection(hold, situation);
        if (objection.isPresent()) {
            return object(hold, objection.get()).replaceWith(false);
        }
        if (hold.action().dryRun() || dryRun.dryRun()) {
            return endings.dryRun(hold, calls(hold)).replaceWith(false);
        }
        return Intents.isTargetTaken(hold.session(), hold.action())
                .flatMap(taken -> taken ? wait(hold).replaceWith(false) : intend(hold, situation));
    }

    /** What has begun is not refused for a switch that may be turned off again: that would leave it half done. */
    private Optional<String> standsStill(Action action, Situation situation) {
        if (!action.hasToGoOn()) {
            return Optional.empty();
        }
        if (situation.killSwitch()) {
            return Optional.of(STANDS_STILL);
        }
        return dryRun.dryRun() ? Optional.of("it stands still in a dry run") : Optional.empty();
    }

    private Optional<Objection> objection(Hold hold, Situation situation) {
        return guarded(hold, situation)
                .or(() -> situation
                        .shown()
                        .flatMap(now -> hold.step().obstacle(hold.action().order(), now))
                        .map(why -> new Refusal(OBSTACLE, why)));
    }

    private Optional<Objection> guarded(Hold hold, Situation situation) {
        boolean isFirst = hold.action().step() == 0;
        if (hold.what().restores()) {
            return isFirst ? guards.againstRestoring(situation) : Optional.empty();
        }
        if (isFirst) {
            return guards.againstActing(situation);
        }
        return hold.needsYesAnew()
                ? guards.againstFinishing(situation, hold.step().needsFinding())
                : guards.againstContinuing(situation);
    }

    private static String calls(Hold hold) {
        return hold.what().steps().stream().map(Step::call).collect(Collectors.joining(", "));
    }

    /** Writes the intent, unless the step is done already or never can be. */
    private Uni<Boolean> intend(Hold hold, Situation situation) {
        Sighting shown = situation.shown().orElseThrow();
        hold.action().beginOn(shown);
        return switch (hold.step().see(hold.action().order(), shown, shown)) {
            case DONE -> stepDone(hold, shown, "it was so already").replaceWith(false);
            case LOST ->
                endings.failed(hold, shown.sentence() + ": it is gone for good").replaceWith(false);
            case NOT_YET, UNDER_WAY, OVERTAKEN, CONTESTED ->
                !AuditChain.fits(hold.intended(shown))
                        ? object(hold, new Refusal(AUDIT, "the state before it is too large to be audited"))
                                .replaceWith(false)
                        : paces.begin(hold, situation)
                                .chain(() -> write(hold, shown))
                                .replaceWith(true);
        };
    }

    private Uni<Void> stepDone(Hold hold, Sighting shown, @Nullable String note) {
        return hold.isLastStep() ? endings.observed(hold, shown, note) : advance(hold, shown, note);
    }

    private Uni<Void> advance(Hold hold, Sighting shown, @Nullable String note) {
        AuditDraft entry = hold.stepObserved(shown, note);
        hold.intent().ifPresent(intent -> intent.close("observed", hold.now()));
        hold.action().advance(hold.now().plus(hold.step().rest(hold.action().order())), hold.now());
        return hold.session().flush().chain(() -> audit.append(hold.session(), entry));
    }

    private Uni<Void> object(Hold hold, Objection objection) {
        return objection instanceof Delay delay ? delays.until(hold, delay) : endings.refused(hold, objection);
    }

    private Uni<Void> write(Hold hold, Sighting before) {
        hold.action().intend(hold.now());
        hold.intent().ifPresent(intent -> intent.renew(hold.action()));
        Uni<Void> written = hold.intent().isPresent()
                ? Uni.createFrom().voidItem()
                : hold.session().persist(Intent.of(hold.action(), before, hold.now()));
        return written.chain(() -> hold.session().flush())
                .chain(() -> audit.append(hold.session(), hold.intended(before)));
    }

    private Uni<Void> wait(Hold hold) {
        hold.action().release(hold.now().plus(config.poll()));
        return hold.session().flush();
    }

    private Uni<Void> waits(Hold hold, String why) {
        hold.action().waits(why, hold.now().plus(config.poll()));
        return hold.session().flush();
    }
}
