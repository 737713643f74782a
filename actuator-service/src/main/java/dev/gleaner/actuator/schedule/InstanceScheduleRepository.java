package dev.gleaner.actuator.schedule;

import dev.gleaner.actuator.action.schedule.ScheduleInstance;
import dev.gleaner.actuator.database.DatabaseClock;
import dev.gleaner.actuator.execution.Action;
import dev.gleaner.actuator.execution.ActiveScheduleTags;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/** The table {@code schedule}. */
@Singleton
record InstanceScheduleRepository(Mutiny.SessionFactory sessions, ScheduleConfig config) implements ActiveScheduleTags {

    private static final String NEXT_ORIGINAL = """
            select * from action a
             where a.name = :name and a.state = 'observed' and a.undo_of is null
               and not exists (select 1 from schedule s where s.action_id = a.id)
             order by a.updated_at limit 1 for update skip locked
            """;

    private static final String DUE = """
            select * from schedule where state = 'active' and next_look <= now()
             order by next_look limit 1 for update skip locked
            """;

    /** A stop that was postponed to the end of a report that does not hold any more is due now. */
    private static final String END_POSTPONEMENTS = """
            update schedule set due_at = now(), next_look = now()
             where state = 'active' and postponed and due_at > now()
               and not exists (select 1 from work_report r where r.target = schedule.target and r.until > now())
            """;

    private static final String ACTIVE_TAG =
            "select coalesce(max(tag), '') from schedule where action_id = :key and state = 'active'";

    /** Locks an observed action that wrote a schedule on an instance and has no row in this table yet. */
    Uni<Optional<Action>> lockNextOriginal(Mutiny.Session session) {
        return session.createNativeQuery(NEXT_ORIGINAL, Action.class)
                .setParameter("name", ScheduleInstance.NAME)
                .getSingleResultOrNull()
                .map(Optional::ofNullable);
    }

    /** Makes stops due whose reports of work were withdrawn. */
    Uni<Void> endPostponements() {
        return sessions.withTransaction(
                        session -> session.createNativeQuery(END_POSTPONEMENTS).executeUpdate())
                .replaceWithVoid();
    }

    /** Locks the active schedules of this target. */
    Uni<List<InstanceSchedule>> lockActive(Mutiny.Session session, String target) {
        return session.createQuery(
                        "from InstanceSchedule where target = :target and state = 'active'", InstanceSchedule.class)
                .setParameter("target", target)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList();
    }

    /** Locks a schedule by the id of the action that wrote it. */
    Uni<InstanceSchedule> lock(Mutiny.Session session, String actionId) {
        return session.find(InstanceSchedule.class, actionId, LockModeType.PESSIMISTIC_WRITE);
    }

    /**
     * Finds the next schedule that is due and postpones it, in a transaction of its own, so that no other actuator
     * processes it.
     */
    Uni<Optional<InstanceSchedule>> postponeNextDue() {
        return sessions.withTransaction(session -> DatabaseClock.now(session)
                .flatMap(now -> session.createNativeQuery(DUE, InstanceSchedule.class)
                        .getSingleResultOrNull()
                        .invoke(schedule -> {
                            if (schedule != null) {
                                schedule.scheduleNextCheck(now.plus(config.interval()));
                            }
                        })
                        .map(Optional::ofNullable)));
    }

    @Override
    public Uni<String> find(Mutiny.Session session, String scheduleAction) {
        return session.createNativeQuery(ACTIVE_TAG, String.class)
                .setParameter("key", scheduleAction)
                .getSingleResult();
    }
}
