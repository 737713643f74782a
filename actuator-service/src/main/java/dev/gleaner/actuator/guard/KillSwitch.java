package dev.gleaner.actuator.guard;

import dev.gleaner.actuator.audit.AuditChain;
import dev.gleaner.actuator.audit.AuditDraft;
import dev.gleaner.actuator.database.LeaseOwner;
import dev.gleaner.actuator.database.RequestTransaction;
import dev.gleaner.contracts.audit.AuditEntry;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Stops all actuators. Its state is in the database, which all actuators read. A command that turns it on also holds in this
 * process until it is recorded there, so that this actuator stops at once even if the database does not answer; it is recorded
 * in any case, so that all actuators see that the switch was on. A command that turns it off holds once it is recorded, together
 * with those that turned it on before. Of several commands to one actuator the last one counts; of commands to several actuators
 * the last one in the database counts.
 */
@ApplicationScoped
public class KillSwitch {

    private static final String WAS_ON =
            "select engaged or coalesce(last_on >= :since, false) from kill_switch where id = 1";

    /** A statement that writes, so that it waits wherever a write waits, and readers are not kept waiting meanwhile. */
    private static final String LOCK = "update kill_switch set engaged = engaged where id = 1";

    /** The largest number of a command of this process that is recorded, and the time, both under the lock. */
    private static final String RECORDED = """
            select coalesce((select number from kill_switch_command where actuator = :actuator), 0), clock_timestamp()
            """;

    private static final String TURN = """
            update kill_switch set engaged = :on, changed_by = :identity, changed_at = now(),
                   last_on = case when :wasOn or engaged then clock_timestamp() else last_on end
             where id = 1
            """;

    private static final String RECORD = """
            insert into kill_switch_command as c (actuator, number, recorded_at)
            values (:actuator, :number, clock_timestamp())
            on conflict (actuator) do update
               set number = greatest(c.number, excluded.number), recorded_at = excluded.recorded_at
            """;

    /** Those of processes that ended long ago. */
    private static final String FORGET =
            "delete from kill_switch_command where recorded_at < clock_timestamp() - interval '90 days'";

    /** Time after which a recording that the database does not answer is tried again beside it. */
    private static final Duration RECORDING_LIMIT = Duration.ofSeconds(30);

    /** Longest time for which recording a command waits for the list of what it ends. */
    private static final Duration LISTING_LIMIT = Duration.ofMillis(500);

    private final Mutiny.SessionFactory sessions;
    private final RequestTransaction requests;
    private final LeaseOwner process;
    private final AuditChain audit;
    private final WaitingActions waitingActions;

    private final KillSwitchCommands commands = new KillSwitchCommands();

    private final AtomicBoolean recording = new AtomicBoolean();

    /** Whether a reading of what is ended is not answered yet: a database that does not answer is not asked again. */
    private final AtomicBoolean listing = new AtomicBoolean();

    KillSwitch(
            Mutiny.SessionFactory sessions,
            RequestTransaction requests,
            LeaseOwner process,
            AuditChain audit,
            WaitingActions waitingActions) {
        this.sessions = sessions;
        this.requests = requests;
        this.process = process;
        this.audit = audit;
        this.waitingActions = waitingActions;
    }

    /** Whether it is on. A lock keeps it unchanged until the caller's transaction ends. */
    public Uni<Boolean> isOn(Mutiny.Session session) {
        return session.createNativeQuery("select engaged from kill_switch where id = 1 for share", Boolean.class)
                .getSingleResult()
                .map(on -> on || isOnLocally());
    }

    /** Whether it was turned on in this process without a record in the database yet. Never waits. */
    public boolean isOnLocally() {
        return commands.unrecorded().isPresent();
    }

    /** Whether it is on, or was on since this time. A lock keeps it unchanged until the caller's transaction ends. */
    public Uni<Boolean> wasOn(Mutiny.Session session, Instant since) {
        return isOn(session).chain(() -> wasOnWithoutLock(session, since));
    }

    /** The same without a lock. A result of true remains valid; a result of false may be outdated. */
    public Uni<Boolean> wasOnWithoutLock(Mutiny.Session session, Instant since) {
        return session.createNativeQuery(WAS_ON, Boolean.class)
                .setParameter("since", since)
                .getSingleResult()
                .map(on -> on || isOnLocally());
    }

    /** Whether it is on. */
    public Uni<Boolean> isOn() {
        return sessions.withTransaction(this::isOn);
    }

    /**
     * Turns it on. This actuator stops at once, even if the command can't be recorded.
     *
     * @return what became of the command within that time; if it is not recorded by then, it is as soon as the database answers
     */
    public Uni<TurnedOn> turnOn(String identity, Duration patience) {
        KillSwitchCommands.Command command = commands.turnOn(identity, System.nanoTime());
        // Read before the command is recorded, which makes what waits due, so that it is refused.
        Uni<TurnedOn> recorded = findEndedSoon()
                .flatMap(ended -> record(command).replaceWith(new TurnedOn(true, ended)))
                .memoize()
                .indefinitely();
        // Continues after the caller has stopped waiting.
        recorded.subscribe()
                .with(done -> {}, failure -> Log.error("The kill switch is on in this actuator alone", failure));
        return recorded.ifNoItem()
                .after(patience)
                .recoverWithItem(TurnedOn.UNRECORDED)
                .onFailure()
                .recoverWithItem(TurnedOn.UNRECORDED);
    }

    /** The actions that it would end for good if it were turned on now. */
    public Uni<ActionsEndedByKillSwitch> findEnded() {
        return sessions.withTransaction(waitingActions::findEndedByKillSwitch);
    }

    /** The same, or empty if that takes long or fails: turning it on must not wait for a list. */
    private Uni<Optional<ActionsEndedByKillSwitch>> findEndedSoon() {
        if (!listing.compareAndSet(false, true)) {
            return Uni.createFrom().item(Optional.empty());
        }
        Uni<Optional<ActionsEndedByKillSwitch>> ended = Uni.createFrom()
                .deferred(this::findEnded)
                .map(Optional::of)
                .onTermination()
                .invoke(() -> listing.set(false))
                .memoize()
                .indefinitely();
        return ended.ifNoItem()
                .after(LISTING_LIMIT)
                .recoverWithItem(Optional.empty())
                .onFailure()
                .recoverWithItem(Optional.empty());
    }

    /**
     * What became of a command that turned it on.
     *
     * @param recorded whether it is recorded, so that it applies to all actuators
     * @param ended the actions that it ends for good; empty if that is not known
     */
    public record TurnedOn(boolean recorded, Optional<ActionsEndedByKillSwitch> ended) {

        static final TurnedOn UNRECORDED = new TurnedOn(false, Optional.empty());
    }

    /**
     * Turns it off for a request, unless that is refused. If this fails, the switch is as it was.
     *
     * @return whether it was turned off; false if it was turned on here meanwhile
     */
    public Uni<Boolean> turnOff(String identity) {
        return Uni.createFrom().deferred(() -> {
            KillSwitchCommands.Command off = commands.turnOff(identity, System.nanoTime());
            return requests.change(session -> turn(session, off)).map(recorded -> {
                commands.markRecorded(recorded);
                return recorded >= off.number();
            });
        });
    }

    /** Records a command that the database does not have yet. */
    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> tick() {
        Optional<KillSwitchCommands.Command> unrecorded = commands.unrecorded();
        return unrecorded.isEmpty() || recording.get()
                ? Uni.createFrom().voidItem()
                : record(unrecorded.get()).onFailure().recoverWithItem(false).replaceWithVoid();
    }

    /** Records a command that turned it on, and those before it. Repeating it changes nothing more. */
    private Uni<Boolean> record(KillSwitchCommands.Command on) {
        return Uni.createFrom()
                .deferred(() -> {
                    recording.set(true);
                    return sessions.withTransaction(session -> turn(session, on));
                })
                .invoke(commands::markRecorded)
                // On a connection that was lost without a sign.
                .ifNoItem()
                .after(RECORDING_LIMIT)
                .fail()
                .onTermination()
                .invoke(() -> recording.set(false))
                .replaceWith(true);
    }

    /**
     * Records what is due for a command. Under the lock of the switch every earlier transaction has ended, and later commands
     * wait for this one.
     *
     * @return the largest number of this process that the database has recorded then
     */
    private Uni<Long> turn(Mutiny.Session session, KillSwitchCommands.Command command) {
        return session.createNativeQuery(LOCK)
                .executeUpdate()
                .chain(() -> session.createNativeQuery(RECORDED, Tuple.class)
                        .setParameter("actuator", process.name())
                        .getSingleResult())
                .flatMap(before -> {
                    long recorded = before.get(0, Number.class).longValue();
                    List<KillSwitchCommands.Command> due = commands.due(command, recorded);
                    return due.isEmpty()
                            ? Uni.createFrom().item(recorded)
                            : turn(
                                            session,
                                            due,
                                            before.get(1, OffsetDateTime.class).toInstant())
                                    .map(number -> Math.max(number, recorded));
                });
    }

    /**
     * Turns it by several commands, of which the last one counts. Turning it on also makes waiting actions due, so that all of
     * them are refused soon. Actions that were decided before do not begin when the switch is off again, however many of them
     * wait.
     */
    private Uni<Long> turn(Mutiny.Session session, List<KillSwitchCommands.Command> due, Instant now) {
        KillSwitchCommands.Command last = due.get(due.size() - 1);
        boolean wasOn = due.stream().anyMatch(KillSwitchCommands.Command::on);
        return session.createNativeQuery(TURN)
                .setParameter("on", last.on())
                .setParameter("wasOn", wasOn)
                .setParameter("identity", last.identity())
                .executeUpdate()
                .chain(() -> session.createNativeQuery(RECORD)
                        .setParameter("actuator", process.name())
                        .setParameter("number", last.number())
                        .executeUpdate())
                .chain(() -> session.createNativeQuery(FORGET).executeUpdate())
                .chain(() -> wasOn
                        ? waitingActions.makeDue(session)
                        : Uni.createFrom().item(0))
                .chain(() -> audit.append(
                        session,
                        due.stream().map(command -> entry(command, now)).toList()))
                .replaceWith(last.number());
    }

    /** The entry of a command that turned it on says when that was, as it may be recorded much later. */
    private static AuditDraft entry(KillSwitchCommands.Command command, Instant now) {
        Map<String, @Nullable Object> detail = new LinkedHashMap<>();
        detail.put("killSwitch", command.on());
        if (command.on()) {
            detail.put("since", now.minusNanos(Math.max(0, System.nanoTime() - command.given())));
        }
        return new AuditDraft(AuditDraft.user(command.identity()), AuditEntry.Kind.DECIDED, null, null, detail);
    }
}
