package dev.gleaner.actuator.schedule;

import dev.gleaner.actuator.action.instance.StopInstance;
import dev.gleaner.actuator.action.schedule.ScheduleParameters;
import dev.gleaner.actuator.action.schedule.WeeklyRunHours;
import dev.gleaner.actuator.audit.AuditChain;
import dev.gleaner.actuator.audit.AuditDraft;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.GleanerTagKeys;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.execution.Action;
import dev.gleaner.actuator.execution.ActionRepository;
import dev.gleaner.actuator.execution.ActionState;
import dev.gleaner.actuator.work.WorkReportInForce;
import dev.gleaner.actuator.work.WorkReportRepository;
import dev.gleaner.contracts.audit.AuditEntry;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Performs the switches of schedules. A switch creates an ordinary action, which the guards check, and is tried until it
 * succeeds or is too late: a stop after {@link ScheduleConfig#late}, a start when its hours are over, because a machine that
 * stays off fails its work. A start or stop by hand stays in effect until the hours change again
 * (aws-solutions/instance-scheduler-on-aws#122, aws-solutions/instance-scheduler-on-aws#268).
 */
@Singleton
record ScheduleTransitions(
        ActionRepository actionRepository,
        WorkReportRepository workReportRepository,
        AuditChain audit,
        ScheduleConfig config,
        MeterRegistry meters) {

    /** Processes a schedule that is due, given the observation of its target right before. */
    Uni<Void> process(
            Mutiny.Session session,
            InstanceSchedule schedule,
            Action original,
            Optional<ResourceObservation> shown,
            Instant now) {
        Optional<String> over = findEndReason(schedule, original, shown);
        if (over.isPresent()) {
            return end(session, schedule, original, over.get());
        }
        if (isMissed(schedule.nextSwitch(), original, now)) {
            return skipMissed(session, schedule, original, now);
        }
        if (shown.isEmpty()) {
            schedule.scheduleNextCheck(now.plus(config.interval()));
            return session.flush();
        }
        return actionRepository
                .findLastScheduled(session, schedule.actionId(), schedule.switchKey())
                .flatMap(last -> proceed(session, schedule, original, last, shown.get(), now));
    }

    /** Ends a schedule and records the reason in the audit. */
    Uni<Void> end(Mutiny.Session session, InstanceSchedule schedule, Action original, String why) {
        schedule.end(why);
        return session.flush()
                .chain(() -> audit.append(session, entry(schedule, original, AuditEntry.Kind.EXPIRED, "ended", why)));
    }

    private static Optional<String> findEndReason(
            InstanceSchedule schedule, Action original, Optional<ResourceObservation> shown) {
        if (original.state() == ActionState.UNDONE) {
            return Optional.of("it was undone");
        }
        Optional<Ec2Instance> instance = shown.map(ResourceObservation::subject).map(Ec2Instance.class::cast);
        if (instance.filter(Ec2Instance::isTerminated).isPresent()) {
            return Optional.of("the instance is terminated");
        }
        return instance.map(seen -> seen.tags().getOrDefault(GleanerTagKeys.SCHEDULE, ""))
                .filter(tag -> !tag.equals(schedule.tag()))
                .map(tag -> tag.isEmpty()
                        ? "the tag " + GleanerTagKeys.SCHEDULE + " was removed"
                        : "the tag " + GleanerTagKeys.SCHEDULE + " was changed");
    }

    private Uni<Void> skipMissed(Mutiny.Session session, InstanceSchedule schedule, Action original, Instant now) {
        AuditDraft missed = entry(schedule, original, AuditEntry.Kind.EXPIRED, "missed", schedule.dueAt());
        countSkipped(schedule.nextSwitch());
        advance(schedule, original, now);
        return session.flush().chain(() -> audit.append(session, missed));
    }

    private Uni<Void> proceed(
            Mutiny.Session session,
            InstanceSchedule schedule,
            Action original,
            Optional<Action> last,
            ResourceObservation shown,
            Instant now) {
        if (isInDesiredState(schedule, shown)
                || last.filter(ScheduleTransitions::isSettled).isPresent()) {
            advance(schedule, original, now);
            return session.flush();
        }
        if (last.filter(ScheduleTransitions::isUnderWay).isPresent()) {
            schedule.scheduleNextCheck(now.plus(config.interval()));
            return session.flush();
        }
        Uni<Optional<WorkReportInForce>> reported = schedule.turnsOn()
                ? Uni.createFrom().item(Optional.empty())
                : workReportRepository.findHolding(session, schedule.target());
        return reported.flatMap(report -> report.map(holds -> postponeStop(session, schedule, original, holds))
                .orElseGet(() -> createAction(session, schedule, original, shown, now)));
    }

    /**
     * A stop is due when the report of work ends, and the time in which it may be late begins then. If the instance has to run again by
     * that time, the stop is omitted.
     */
    private Uni<Void> postponeStop(
            Mutiny.Session session, InstanceSchedule schedule, Action original, WorkReportInForce report) {
        WeeklyRunHours.Switch next = after(schedule.nextSwitch(), original);
        boolean isOmitted = !report.until().isBefore(next.at());
        AuditDraft entry = entry(
                schedule,
                original,
                isOmitted ? AuditEntry.Kind.EXPIRED : AuditEntry.Kind.DECIDED,
                isOmitted ? "omitted" : "postponed",
                report.sentence());
        if (isOmitted) {
            schedule.setNextSwitch(next);
        } else {
            schedule.postpone(report.until());
        }
        return session.flush().chain(() -> audit.append(session, entry));
    }

    private Uni<Void> createAction(
            Mutiny.Session session,
            InstanceSchedule schedule,
            Action original,
            ResourceObservation shown,
            Instant now) {
        schedule.scheduleNextCheck(now.plus(config.retry()));
        String name = schedule.turnsOn() ? StopInstance.UNDO : StopInstance.NAME;
        Instant validUntil = latest(schedule.nextSwitch(), original);
        return actionRepository
                .createScheduled(session, original, name, shown.subject(), schedule.switchKey(), validUntil, now)
                .flatMap(action -> session.flush()
                        .chain(() -> audit.append(
                                session, entry(schedule, original, AuditEntry.Kind.DECIDED, "action", action.id()))));
    }

    private static boolean isInDesiredState(InstanceSchedule schedule, ResourceObservation shown) {
        return shown.state().equals(schedule.turnsOn() ? Ec2Instance.RUNNING : Ec2Instance.STOPPED);
    }

    private static boolean isUnderWay(Action tried) {
        return switch (tried.state()) {
            case APPROVED, CLAIMED, INTENT, CALLED -> true;
            case OBSERVED, UNDONE, REFUSED, FAILED, DRY_RUN -> false;
        };
    }

    /**
     * A refused or failed action does not settle the switch: the instance may become idle before the next try, and EC2 may
     * get capacity for a start.
     */
    private static boolean isSettled(Action tried) {
        return switch (tried.state()) {
            case OBSERVED, UNDONE, DRY_RUN -> true;
            case APPROVED, CLAIMED, INTENT, CALLED, REFUSED, FAILED -> false;
        };
    }

    /** Sets the next switch that is not too late already. */
    private void advance(InstanceSchedule schedule, Action original, Instant now) {
        WeeklyRunHours.Switch next = after(schedule.nextSwitch(), original);
        while (isMissed(next, original, now)) {
            countSkipped(next);
            next = after(next, original);
        }
        schedule.setNextSwitch(next);
    }

    private boolean isMissed(WeeklyRunHours.Switch due, Action original, Instant now) {
        return now.isAfter(latest(due, original));
    }

    /** The time until which a switch is made: of a start, until the hours that begin with it end. */
    private Instant latest(WeeklyRunHours.Switch due, Action original) {
        Instant late = due.at().plus(config.late());
        WeeklyRunHours.Switch next = after(due, original);
        return due.on() && !next.on() && next.at().isAfter(late) ? next.at() : late;
    }

    private static WeeklyRunHours.Switch after(WeeklyRunHours.Switch change, Action original) {
        return ScheduleParameters.parse(original.parameters())
                .next(change.at(), ScheduleParameters.parseLead(original.parameters()));
    }

    private void countSkipped(WeeklyRunHours.Switch missed) {
        meters.counter("gleaner.actuator.schedule.skipped", "turns", turns(missed.on()))
                .increment();
    }

    private static String turns(boolean on) {
        return on ? "on" : "off";
    }

    private static AuditDraft entry(
            InstanceSchedule schedule, Action original, AuditEntry.Kind kind, String key, @Nullable Object value) {
        Map<String, @Nullable Object> detail = new LinkedHashMap<>();
        detail.put("decision", "schedule");
        detail.put("schedule", schedule.actionId());
        detail.put("turns", turns(schedule.turnsOn()));
        detail.put("due", schedule.dueAt());
        detail.put(key, value);
        return new AuditDraft(AuditDraft.GLEANER, kind, original.findingId(), schedule.target(), detail);
    }

    /** Starts the schedule that an action wrote on its instance, and ends earlier schedules of the instance. */
    Uni<Void> start(Mutiny.Session session, Action original, List<InstanceSchedule> earlier, Instant now) {
        earlier.forEach(schedule -> schedule.end("another schedule, of action " + original.id() + ", replaced it"));
        InstanceSchedule schedule = InstanceSchedule.create(
                original.id(),
                original.target(),
                ScheduleParameters.parse(original.parameters()),
                ScheduleParameters.parseLead(original.parameters()),
                now);
        return session.flush()
                .chain(() -> session.persist(schedule))
                .chain(session::flush)
                .chain(() -> audit.append(
                        session, entry(schedule, original, AuditEntry.Kind.DECIDED, "hours", schedule.tag())));
    }
}
