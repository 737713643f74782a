package dev.gleaner.actuator.guard;

import dev.gleaner.actuator.audit.AuditChain;
import dev.gleaner.actuator.audit.AuditDraft;
import dev.gleaner.contracts.audit.AuditEntry;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Stops all actuators. Its state is in the database, which all actuators read. Until a command is recorded there, its state
 * is also in this process, so that this actuator stops at once even if the database does not answer. Of several commands to
 * one actuator the last one counts, whenever each is recorded; of commands to several actuators the last one in the
 * database counts.
 */
@ApplicationScoped
public class KillSwitch {

    private static final String WAS_ON =
            "select engaged or coalesce(last_on >= :since, false) from kill_switch where id = 1";

    private static final String TURN = """
            update kill_switch set engaged = :on, changed_by = :identity, changed_at = now(),
                   last_on = case when :on or engaged then clock_timestamp() else last_on end
             where id = 1
            """;

    private final Mutiny.SessionFactory sessions;
    private final AuditChain audit;
    private final WaitingActions waitingActions;

    private final KillSwitchCommands commands = new KillSwitchCommands();

    private final AtomicBoolean recording = new AtomicBoolean();

    KillSwitch(Mutiny.SessionFactory sessions, AuditChain audit, WaitingActions waitingActions) {
        this.sessions = sessions;
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
     * @return whether the command was recorded within that time, so that it applies to all actuators; if not, it is recorded as
     *     soon as the database answers, unless the switch is turned off before
     */
    public Uni<Boolean> turnOn(String identity, Duration patience) {
        Uni<Boolean> recorded = record(commands.turnOn(identity)).memoize().indefinitely();
        // Continues after the caller has stopped waiting.
        recorded.subscribe()
                .with(done -> {}, failure -> Log.error("The kill switch is on in this actuator alone", failure));
        return recorded.ifNoItem()
                .after(patience)
                .recoverWithItem(false)
                .onFailure()
                .recoverWithItem(false);
    }

    /**
     * Turns it off.
     *
     * @return whether it was turned off; false if it was turned on here meanwhile
     */
    public Uni<Boolean> turnOff(String identity) {
        return Uni.createFrom().deferred(() -> {
            KillSwitchCommands.Command command = commands.turnOff(identity);
            return turn(command).onTermination().invoke((done, failure, isCancelled) -> {
                if (failure != null || isCancelled || !done) {
                    commands.discard(command);
                }
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

    private Uni<Boolean> record(KillSwitchCommands.Command command) {
        return Uni.createFrom()
                .deferred(() -> {
                    recording.set(true);
                    return turn(command);
                })
                .onTermination()
                .invoke(() -> recording.set(false));
    }

    /**
     * Turns it on or off, unless a later command is the opposite. Turning it on also makes waiting actions due, so that all
     * of them are refused soon. Actions that were decided before do not begin when the switch is off again, however many of
     * them wait.
     */
    private Uni<Boolean> turn(KillSwitchCommands.Command command) {
        return sessions.withTransaction((session, transaction) -> session.createNativeQuery(TURN)
                        .setParameter("on", command.on())
                        .setParameter("identity", command.identity())
                        .executeUpdate()
                        .flatMap(locked -> {
                            if (!commands.isLatest(command)) {
                                transaction.markForRollback();
                                return Uni.createFrom().item(false);
                            }
                            return (command.on()
                                            ? waitingActions.makeDue(session)
                                            : Uni.createFrom().item(0))
                                    .chain(() -> audit.append(session, entry(command.on(), command.identity())))
                                    .replaceWith(true);
                        }))
                .invoke(done -> {
                    if (done) {
                        commands.markRecorded(command);
                    }
                });
    }

    private static AuditDraft entry(boolean on, String identity) {
        return new AuditDraft(AuditDraft.user(identity), AuditEntry.Kind.DECIDED, null, null, Map.of("killSwitch", on));
    }
}
