package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.action.ResourceAction;
import dev.gleaner.actuator.audit.AuditChain;
import dev.gleaner.actuator.aws.Fault;
import dev.gleaner.actuator.aws.HourlyCpu;
import dev.gleaner.actuator.aws.Sighting;
import dev.gleaner.actuator.guard.Delay;
import dev.gleaner.actuator.guard.Guards;
import dev.gleaner.actuator.guard.Objection;
import dev.gleaner.actuator.guard.Situation;
import dev.gleaner.contracts.audit.AuditEntry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The transitions of an action, each one transaction with its audit entry. */
@ApplicationScoped
class Steps {

    private final Holds holds;
    private final LastLook lastLook;
    private final Guards guards;
    private final Endings endings;
    private final Delays delays;
    private final AuditChain audit;
    private final ExecutionConfig config;
    private final DryRunConfig dryRun;

    Steps(
            Holds holds,
            LastLook lastLook,
            Guards guards,
            Endings endings,
            Delays delays,
            AuditChain audit,
            ExecutionConfig config,
            DryRunConfig dryRun) {
        this.holds = holds;
        this.lastLook = lastLook;
        this.guards = guards;
        this.endings = endings;
        this.delays = delays;
        this.audit = audit;
        this.config = config;
        this.dryRun = dryRun;
    }

    /** Refuses, or says what would be done, or writes down what is about to be done: only then it is true. */
    Uni<Boolean> intend(Claim claim, ResourceAction action, Optional<Sighting> shown, HourlyCpu cpu) {
        return holds.with(
                claim,
                hold -> Intents.isOpenElsewhere(hold.session(), hold.action())
                        .flatMap(busy -> busy
                                ? wait(hold).replaceWith(false)
                                : lastLook.at(hold, shown, cpu).flatMap(situation -> decide(hold, action, situation))));
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
        return holds.with(claim, hold -> endings.observed(hold, shown, note));
    }

    /** It can't come to an end any more. */
    Uni<Void> failed(Claim claim, String why) {
        return holds.with(claim, hold -> endings.failed(hold, why));
    }

    /** Not done so far: looks again later, but not for ever. */
    Uni<Void> stillWaiting(Claim claim, String why) {
        return holds.with(claim, hold -> {
            Instant since = hold.intent().map(Intent::since).orElse(hold.now());
            return hold.now().isAfter(since.plus(config.observation()))
                    ? endings.failed(hold, "not observed within " + config.observation() + ": " + why)
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

    /** AWS did not answer the call as it should. */
    Uni<Void> callFailed(Claim claim, Fault fault) {
        return holds.with(claim, hold -> {
            if (!fault.retryable()) {
                return endings.failed(hold, fault.text());
            }
            if (hold.action().attempts() + 1 >= config.attempts()) {
                return endings.failed(hold, "AWS failed " + config.attempts() + " times: " + fault.text());
            }
            hold.intent().ifPresent(intent -> intent.callEnded(hold.now()));
            hold.action().retry(fault.text(), hold.now().plus(config.retry()));
            return hold.session().flush();
        });
    }

    private Uni<Boolean> decide(Hold hold, ResourceAction action, Situation situation) {
        Optional<Objection> objection =
                action.restores() ? guards.againstRestoring(situation) : guards.againstActing(situation);
        if (objection.isPresent()) {
            return object(hold, objection.get()).replaceWith(false);
        }
        if (hold.action().dryRun() || dryRun.dryRun()) {
            return endings.dryRun(hold, action.steps().get(0).call()).replaceWith(false);
        }
        return write(hold, situation.shown().orElseThrow()).replaceWith(true);
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
}
