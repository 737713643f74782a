package dev.gleaner.actuator.ledger;

import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.ResourceDescriber;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.database.DatabaseClock;
import dev.gleaner.actuator.execution.ActionRepository;
import dev.gleaner.actuator.reactive.CoalescingTask;
import dev.gleaner.actuator.reactive.InFlightTracker;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Measures savings: checks for one ledger entry after another whether the effect of the action still holds. Time counts
 * only between two checks that both found the action in force. If AWS does not show the target, the time stays open until
 * the target is shown again. Only AWS decides: a recorded stop does not prove that the instance is still stopped
 * (aws-solutions/instance-scheduler-on-aws#166).
 */
@ApplicationScoped
public class SavingsMeasurement {

    private final Mutiny.SessionFactory sessions;
    private final LedgerRepository ledger;
    private final ActionRepository actionRepository;
    private final ResourceDescriber resourceDescriber;
    private final InFlightTracker inFlightTracker;
    private final CoalescingTask coalescingTask;

    SavingsMeasurement(
            Mutiny.SessionFactory sessions,
            LedgerRepository ledger,
            ActionRepository actionRepository,
            ResourceDescriber resourceDescriber,
            InFlightTracker inFlightTracker) {
        this.sessions = sessions;
        this.ledger = ledger;
        this.actionRepository = actionRepository;
        this.resourceDescriber = resourceDescriber;
        this.inFlightTracker = inFlightTracker;
        this.coalescingTask = inFlightTracker.newTask(
                () -> ledger.open().chain(this::measure),
                failure -> Log.error("The ledger can't be updated now; it will be tried again", failure));
    }

    @Scheduled(every = "${actuator.ledger.interval}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> tick() {
        return coalescingTask.run();
    }

    /** Checks all due entries now. */
    public void trigger() {
        coalescingTask.trigger();
    }

    /** Checks entries until none is due. */
    private Uni<Void> measure() {
        return inFlightTracker.repeatUntilStopped(() -> ledger.next()
                .flatMap(due -> due.map(entry -> inspect(entry).replaceWith(true))
                        .orElse(Uni.createFrom().item(false))));
    }

    /** Ends the entry of an action that was undone, without a look at its target, or updates it by what AWS shows. */
    private Uni<Void> inspect(LedgerEntry entry) {
        return endIfUndone(entry).flatMap(ended -> ended ? Uni.createFrom().voidItem() : describe(entry));
    }

    private Uni<Boolean> endIfUndone(LedgerEntry seen) {
        return sessions.withTransaction(session ->
                session.find(LedgerEntry.class, seen.actionId()).flatMap(entry -> endIfUndone(session, entry)));
    }

    private Uni<Boolean> endIfUndone(Mutiny.Session session, LedgerEntry entry) {
        return actionRepository.findUndoneAt(session, entry.actionId()).map(undone -> {
            undone.ifPresent(when -> entry.end(when, "it was undone"));
            return undone.isPresent();
        });
    }

    private Uni<Void> describe(LedgerEntry entry) {
        return sessions.withSession(session -> actionRepository.getEffect(session, entry.actionId()))
                .flatMap(effect -> effect.action().isPermanent()
                        ? update(entry, effect, Optional.empty())
                        : resourceDescriber
                                .describe(effect.target(), effect.planned())
                                .flatMap(shown -> update(entry, effect, shown)))
                .onFailure()
                .invoke(failure -> Log.warnf(failure, "%s can't be described for the ledger now", entry.target()))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> update(LedgerEntry seen, ActionRepository.Effect effect, Optional<ResourceObservation> shown) {
        return sessions.withTransaction(session -> session.find(LedgerEntry.class, seen.actionId())
                .flatMap(entry -> endIfUndone(session, entry)
                        .flatMap(ended -> ended
                                ? Uni.createFrom().voidItem()
                                : DatabaseClock.now(session)
                                        .invoke(now -> update(entry, effect, shown, now))
                                        .replaceWithVoid())));
    }

    private static void update(
            LedgerEntry entry, ActionRepository.Effect effect, Optional<ResourceObservation> shown, Instant now) {
        if (effect.action().isPermanent() || shown.filter(effect::isInEffect).isPresent()) {
            entry.markInForce(now);
        } else {
            shown.ifPresent(other -> entry.end(endOf(entry, other, now), other.sentence() + " again"));
        }
    }

    /**
     * The launch time, if the instance was started since the last observation in force; otherwise the time of that
     * observation, since no later time is known.
     */
    private static Instant endOf(LedgerEntry entry, ResourceObservation now, Instant at) {
        return now instanceof Ec2Instance.Observation instance
                        && instance.launched().isAfter(entry.through())
                        && instance.launched().isBefore(at)
                ? instance.launched()
                : entry.through();
    }
}
