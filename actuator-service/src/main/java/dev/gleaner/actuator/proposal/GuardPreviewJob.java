package dev.gleaner.actuator.proposal;

import dev.gleaner.actuator.database.DatabaseClock;
import dev.gleaner.actuator.reactive.CoalescingTask;
import dev.gleaner.actuator.reactive.InFlightTracker;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.hibernate.LockMode;
import org.hibernate.reactive.mutiny.Mutiny;

/** Evaluates the guards of open proposals again from time to time, for what people see of them. */
@ApplicationScoped
class GuardPreviewJob {

    private static final int BATCH = 200;

    private static final String DUE = """
            select * from proposal where state = 'open' and guards_due_at <= now()
            order by guards_due_at limit :most for update skip locked
            """;

    /** Skips proposals that are locked: their transaction changes or decides them. */
    private static final String STILL_OPEN = "from Proposal where target in (:targets) and state = 'open'";

    private final Mutiny.SessionFactory sessions;
    private final GuardPreviewRecorder guardPreviewRecorder;
    private final ProposalConfig config;
    private final InFlightTracker inFlightTracker;
    private final CoalescingTask coalescingTask;

    GuardPreviewJob(
            Mutiny.SessionFactory sessions,
            GuardPreviewRecorder guardPreviewRecorder,
            ProposalConfig config,
            InFlightTracker inFlightTracker) {
        this.sessions = sessions;
        this.guardPreviewRecorder = guardPreviewRecorder;
        this.config = config;
        this.inFlightTracker = inFlightTracker;
        this.coalescingTask = inFlightTracker.newTask(
                this::refreshAll,
                failure -> Log.warn("Guards can't be evaluated for a preview now; it will be tried again", failure));
    }

    @Scheduled(every = "${actuator.proposal.plan-interval}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> tick() {
        return coalescingTask.run();
    }

    private Uni<Void> refreshAll() {
        return inFlightTracker.repeatUntilStopped(() -> nextDue()
                .flatMap(due -> due.requests().isEmpty()
                        ? Uni.createFrom().item(false)
                        : guardPreviewRecorder
                                .read(due.now(), due.requests())
                                .flatMap(this::record)
                                .replaceWith(true)));
    }

    /** Returns the next proposals that are due, and defers them so that no other actuator evaluates them meanwhile. */
    private Uni<Due> nextDue() {
        return sessions.withTransaction(session -> DatabaseClock.now(session)
                .flatMap(now -> session.createNativeQuery(DUE, Proposal.class)
                        .setParameter("most", BATCH)
                        .getResultList()
                        .invoke(due -> due.forEach(proposal -> proposal.evaluateGuardsAt(now.plus(config.planRetry()))))
                        .flatMap(due -> open(session, due)
                                .map(open -> new Due(
                                        now,
                                        due.stream()
                                                .map(proposal -> TargetInspector.Request.of(
                                                        proposal.target(),
                                                        open.getOrDefault(proposal.target(), List.of())))
                                                .toList())))));
    }

    private Uni<Void> record(Map<String, GuardPreviewRecorder.TargetReading> readings) {
        return sessions.withTransaction(session -> DatabaseClock.now(session)
                .flatMap(now -> session.createQuery(STILL_OPEN, Proposal.class)
                        .setParameter("targets", readings.keySet())
                        .setLockMode(LockMode.UPGRADE_SKIPLOCKED)
                        .getResultList()
                        .flatMap(due -> open(session, due)
                                .flatMap(open -> guardPreviewRecorder.record(
                                        session,
                                        now,
                                        due.stream()
                                                .map(proposal -> new GuardPreviewRecorder.PlannedTarget(
                                                        proposal,
                                                        Objects.requireNonNull(readings.get(proposal.target())),
                                                        open.getOrDefault(proposal.target(), List.of())))
                                                .toList())))));
    }

    private static Uni<Map<String, List<FindingRow>>> open(Mutiny.Session session, List<Proposal> proposals) {
        return FindingRepository.findUndecided(
                        session, proposals.stream().map(Proposal::target).toList())
                .map(rows -> rows.stream().collect(Collectors.groupingBy(FindingRow::target)));
    }

    /** The targets whose guards are due at a time of the database. */
    private record Due(Instant now, List<TargetInspector.Request> requests) {}
}
