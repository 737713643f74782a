package dev.gleaner.actuator.schedule;

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
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/** Starts the schedules that actions have written on instances, and processes schedules that are due. */
@ApplicationScoped
public class InstanceScheduleJob {

    private final Mutiny.SessionFactory sessions;
    private final InstanceScheduleRepository schedules;
    private final ResourceDescriber resourceDescriber;
    private final ScheduleTransitions scheduleTransitions;
    private final InFlightTracker inFlightTracker;
    private final CoalescingTask coalescingTask;

    InstanceScheduleJob(
            Mutiny.SessionFactory sessions,
            InstanceScheduleRepository schedules,
            ResourceDescriber resourceDescriber,
            ScheduleTransitions scheduleTransitions,
            ActionWorker worker,
            InFlightTracker inFlightTracker) {
        this.sessions = sessions;
        this.schedules = schedules;
        this.resourceDescriber = resourceDescriber;
        this.scheduleTransitions = scheduleTransitions;
        this.inFlightTracker = inFlightTracker;
        this.coalescingTask = inFlightTracker.newTask(
                () -> startAllNew()
                        .chain(schedules::endPostponements)
                        .chain(this::processAllDue)
                        .invoke(worker::trigger),
                failure -> Log.error("Schedules can't be applied now; it will be tried again", failure));
    }

    @Scheduled(every = "${actuator.schedule.interval}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> tick() {
        return coalescingTask.run();
    }

    private Uni<Void> startAllNew() {
        return inFlightTracker.repeatUntilStopped(this::startNextNew);
    }

    private Uni<Boolean> startNextNew() {
        return sessions.withTransaction(session -> schedules
                .lockNextOriginal(session)
                .flatMap(original -> original.map(
                                action -> start(session, action).replaceWith(true))
                        .orElseGet(() -> Uni.createFrom().item(false))));
    }

    private Uni<Void> start(Mutiny.Session session, Action original) {
        return schedules
                .lockActive(session, original.target())
                .flatMap(earlier -> DatabaseClock.now(session)
                        .flatMap(now -> scheduleTransitions.start(session, original, earlier, now)));
    }

    private Uni<Void> processAllDue() {
        return inFlightTracker.repeatUntilStopped(() -> schedules
                .postponeNextDue()
                .flatMap(due -> due.map(found -> process(found).replaceWith(true))
                        .orElse(Uni.createFrom().item(false))));
    }

    private Uni<Void> process(InstanceSchedule due) {
        return resourceDescriber
                .describe(Arn.parse(due.target()), "", "")
                .onFailure(AwsError::isOne)
                .recoverWithItem(Optional.empty())
                .flatMap(shown -> sessions.withTransaction(session -> process(session, due, shown)));
    }

    private Uni<Void> process(Mutiny.Session session, InstanceSchedule due, Optional<ResourceObservation> shown) {
        return schedules
                .lock(session, due.actionId())
                .flatMap(schedule -> schedule.isActive() && schedule.switchKey().equals(due.switchKey())
                        ? session.find(Action.class, due.actionId())
                                .flatMap(original -> DatabaseClock.now(session)
                                        .flatMap(now ->
                                                scheduleTransitions.process(session, schedule, original, shown, now)))
                        : Uni.createFrom().voidItem());
    }
}
