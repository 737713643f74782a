package dev.gleaner.actuator.proposal;

import dev.gleaner.actuator.database.DatabaseClock;
import dev.gleaner.actuator.reactive.InFlightTracker;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.hibernate.LockMode;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Claims proposals that are due, reads their targets from AWS without a transaction, and then records what was read in
 * those that are still due. Several actuators may do so at once: each claims other proposals.
 */
@Singleton
record DueProposalProcessor(
        Mutiny.SessionFactory sessions, GuardPreviewRecorder guardPreviewRecorder, InFlightTracker inFlightTracker) {

    private static final int BATCH = 200;

    /** What is done with proposals that are due. */
    interface Task {

        /** Condition in SQL, with its order. */
        String due();

        /** Condition in HQL. */
        String stillDue();

        /** Makes it due later, so that nobody else claims it meanwhile, and so that it is tried again if this fails. */
        void defer(Proposal proposal, Instant now);

        /** Records what was read, in the transaction that locked the proposals. */
        Uni<Void> record(Mutiny.Session session, Instant now, List<GuardPreviewRecorder.InspectedTarget> targets);
    }

    /** Processes everything that is due, one batch after another. */
    Uni<Void> processAll(Task task) {
        return inFlightTracker.repeatUntilStopped(() -> claim(task)
                .flatMap(claimed -> claimed.requests().isEmpty()
                        ? Uni.createFrom().item(false)
                        : guardPreviewRecorder
                                .read(claimed.now(), claimed.requests())
                                .flatMap(readings -> record(task, readings))
                                .replaceWith(true)));
    }

    private Uni<Claimed> claim(Task task) {
        String query = "select * from proposal where " + task.due() + " limit :most for update skip locked";
        return sessions.withTransaction(session -> DatabaseClock.now(session)
                .flatMap(now -> session.createNativeQuery(query, Proposal.class)
                        .setParameter("most", BATCH)
                        .getResultList()
                        .invoke(due -> due.forEach(proposal -> task.defer(proposal, now)))
                        .flatMap(due -> findUndecided(session, due)
                                .map(findings -> new Claimed(
                                        now,
                                        due.stream()
                                                .map(proposal -> TargetInspector.Request.of(
                                                        proposal.target(),
                                                        findings.getOrDefault(proposal.target(), List.of())))
                                                .toList())))));
    }

    /** Skips proposals that are locked: their transaction changes or decides them, so what was read would be outdated. */
    private Uni<Void> record(Task task, Map<String, GuardPreviewRecorder.TargetReading> readings) {
        String query = "from Proposal where target in (:targets) and " + task.stillDue();
        return sessions.withTransaction(session -> DatabaseClock.now(session)
                .flatMap(now -> session.createQuery(query, Proposal.class)
                        .setParameter("targets", readings.keySet())
                        .setLockMode(LockMode.UPGRADE_SKIPLOCKED)
                        .getResultList()
                        .flatMap(due -> findUndecided(session, due)
                                .flatMap(findings -> task.record(
                                        session,
                                        now,
                                        due.stream()
                                                .map(proposal -> new GuardPreviewRecorder.InspectedTarget(
                                                        proposal,
                                                        Objects.requireNonNull(readings.get(proposal.target())),
                                                        findings.getOrDefault(proposal.target(), List.of())))
                                                .toList())))));
    }

    /** Returns the undecided findings of these proposals, by target. */
    private static Uni<Map<String, List<FindingRow>>> findUndecided(Mutiny.Session session, List<Proposal> proposals) {
        return FindingRepository.findUndecided(
                        session, proposals.stream().map(Proposal::target).toList())
                .map(rows -> rows.stream().collect(Collectors.groupingBy(FindingRow::target)));
    }

    /** The targets that were due at a time of the database. */
    private record Claimed(Instant now, List<TargetInspector.Request> requests) {}
}
