package dev.gleaner.actuator.schedule;

import dev.gleaner.actuator.action.schedule.ScheduleInstance;
import dev.gleaner.actuator.aws.AwsError;
import dev.gleaner.actuator.aws.ResourceDescriber;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.database.DatabaseClock;
import dev.gleaner.actuator.execution.Action;
import dev.gleaner.actuator.execution.ActionWorker;
import dev.gleaner.actuator.reactive.CoalescingTask;
import dev.gleaner.actuator.reactive.InFlightTracker;
import dev.gleaner.contracts.resource.Arn;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/** Begins schedules that were written on instances, and goes on with those whose time has come. */
@ApplicationScoped
public class InstanceScheduleJob {

    private static final String NEW = """
            select * from action a
             where a.name = :name and a.state = 'observed' and a.undo_of is null
               and not exists (select 1 from schedule s where s.action_id = a.id)
             order by a.updated_at limit 1 for update skip locked
            """;

    private static final String DUE = """
            select * from schedule where state = 'active' and next_look <= now()
             order by next_look limit 1 for update skip locked
            """;

    private final Mutiny.SessionFactory sessions;
    private final ResourceDescriber resourceDescriber;
    private final ScheduleTransitions scheduleTransitions;
    private final ScheduleConfig config;
    private final InFlightTracker inFlightTracker;
    private final CoalescingTask coalescingTask;

    InstanceScheduleJob(
            Mutiny.SessionFactory sessions,
            ResourceDescriber resourceDescriber,
            ScheduleTransitions scheduleTransitions,
            ScheduleConfig config,
            ActionWorker worker,
            InFlightTracker inFlightTracker,
            Vertx vertx) {
        this.sessions = sessions;
        this.resourceDescriber = resourceDescriber;
        this.scheduleTransitions = scheduleTransitions;
        this.config = config;
        this.inFlightTracker = inFlightTracker;
        this.coalescingTask = new CoalescingTask(
                vertx,
                inFlightTracker,
                () -> startAllNew().chain(this::processAllDue).invoke(worker::trigger),
                failure -> Log.error("Schedules can't be kept now; it will be tried again", failure));
    }

    @Scheduled(every = "${actuator.schedule.interval}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> tick() {
        return coalescingTask.run();
    }

    private Uni<Void> startAllNew() {
        return inFlightTracker.repeatUntilStopped(this::startNextNew);
    }

    private Uni<Boolean> startNextNew() {
        return sessions.withTransaction(session -> session.createNativeQuery(NEW, Action.class)
                .setParameter("name", ScheduleInstance.NAME)
                .getSingleResultOrNull()
                .flatMap(original -> original == null
                        ? Uni.createFrom().item(false)
                        : start(session, original).replaceWith(true)));
    }

    private Uni<Void> start(Mutiny.Session session, Action original) {
        return session.createQuery(
                        "from InstanceSchedule where target = :target and state = 'active'", InstanceSchedule.class)
                .setParameter("target", original.target())
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList()
                .flatMap(earlier -> DatabaseClock.now(session)
                        .flatMap(now -> scheduleTransitions.start(session, original, earlier, now)));
    }

    private Uni<Void> processAllDue() {
        return inFlightTracker.repeatUntilStopped(() -> nextDue()
                .flatMap(due -> due.map(found -> process(found).replaceWith(true))
                        .orElse(Uni.createFrom().item(false))));
    }

    /** Puts off the next schedule that is due, so that nobody else takes it up meanwhile. */
    private Uni<Optional<InstanceSchedule>> nextDue() {
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

    private Uni<Void> process(InstanceSchedule due) {
        return resourceDescriber
                .describe(Arn.parse(due.target()), "", "")
                .onFailure(AwsError::isOne)
                .recoverWithItem(Optional.empty())
                .flatMap(shown -> sessions.withTransaction(session -> process(session, due, shown)));
    }

    private Uni<Void> process(Mutiny.Session session, InstanceSchedule due, Optional<ResourceObservation> shown) {
        return session.find(InstanceSchedule.class, due.actionId(), LockModeType.PESSIMISTIC_WRITE)
                .flatMap(schedule -> schedule.isActive() && schedule.switchKey().equals(due.switchKey())
                        ? session.find(Action.class, due.actionId())
                                .flatMap(original -> DatabaseClock.now(session)
                                        .flatMap(now ->
                                                scheduleTransitions.process(session, schedule, original, shown, now)))
                        : Uni.createFrom().voidItem());
    }
}
