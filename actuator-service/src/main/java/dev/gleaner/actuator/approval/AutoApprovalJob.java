package dev.gleaner.actuator.approval;

import dev.gleaner.actuator.execution.ActionWorker;
import dev.gleaner.actuator.proposal.FindingRow;
import dev.gleaner.actuator.proposal.Proposal;
import dev.gleaner.actuator.reactive.AsyncLoop;
import dev.gleaner.actuator.reactive.PeriodicRun;
import dev.gleaner.contracts.audit.Decision;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.persistence.LockModeType;
import java.time.Duration;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Approves by a rule of the policy after the notice period, unless somebody rejected the proposal. It uses the decision
 * service, so that everything that would refuse a person's approval refuses this one too.
 */
@Singleton
record AutoApprovalJob(
        Mutiny.SessionFactory sessions,
        AutoApprovalNotices notices,
        DecisionService decisions,
        ApprovalRequirements requirements,
        ActionWorker worker) {

    private static final String TAKEN = "taken";
    private static final String OVER = "over";

    @Scheduled(every = "${actuator.policy.interval}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> tick() {
        return PeriodicRun.reportFailure(
                decideAll(),
                failure -> Log.warn("Automatic approvals can't be made now; it will be tried again", failure));
    }

    /** Approves everything that is due, one after another. */
    Uni<Void> decideAll() {
        return AsyncLoop.repeatWhileTrue(() -> sessions.withTransaction(session -> notices.findDue(session)
                .flatMap(due -> due.map(found -> decide(session, found).replaceWith(true))
                        .orElse(Uni.createFrom().item(false)))));
    }

    private Uni<Void> decide(Mutiny.Session session, AutoApprovalNotices.Due due) {
        return session.find(FindingRow.class, due.finding())
                .flatMap(row -> session.find(Proposal.class, row.target(), LockModeType.PESSIMISTIC_WRITE)
                        .flatMap(proposal -> notice(session, row, proposal, due))
                        .flatMap(notice -> notice.map(wait -> notices.extendAndCheckDue(session, due, wait)
                                        .flatMap(over -> over
                                                ? approve(session, due)
                                                : Uni.createFrom().voidItem()))
                                .orElseGet(() -> notices.close(session, due, OVER))));
    }

    /** Returns the notice period in seconds by the policy in force; empty if it requires the approval of a person. */
    private Uni<Optional<Long>> notice(
            Mutiny.Session session, FindingRow row, @Nullable Proposal proposal, AutoApprovalNotices.Due due) {
        if (due.remedy() >= row.finding().remedies().size()) {
            return Uni.createFrom().item(Optional.empty());
        }
        return requirements
                .find(session, row.finding(), row.finding().remedies().get(due.remedy()), proposal)
                .map(required -> required.rule().equals(due.rule())
                        ? required.notice().map(Duration::toSeconds)
                        : Optional.empty());
    }

    private Uni<Void> approve(Mutiny.Session session, AutoApprovalNotices.Due due) {
        Decision approval = new Decision(
                Decision.Kind.APPROVE, due.remedy(), due.plan(), "no rejection within the notice period", null);
        return decisions
                .decide(session, due.finding(), approval, DecisionMaker.rule(due.rule()))
                .chain(() -> notices.close(session, due, TAKEN))
                .invoke(worker::trigger)
                .onFailure(DecisionNotAcceptedException.class)
                .recoverWithUni(problem -> notices.close(session, due, OVER));
    }
}
