package dev.gleaner.actuator.proposal;

import dev.gleaner.actuator.audit.AuditChain;
import dev.gleaner.actuator.audit.AuditDraft;
import dev.gleaner.actuator.database.DatabaseClock;
import dev.gleaner.actuator.reactive.AsyncLoop;
import dev.gleaner.actuator.reactive.PeriodicRun;
import dev.gleaner.contracts.audit.AuditEntry;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import org.hibernate.reactive.mutiny.Mutiny;

/** Expires open proposals, and reopens snoozed, kept and expired ones at their end, by the database's clock. */
@Singleton
record ProposalExpiryJob(Mutiny.SessionFactory sessions, AuditChain audit, ProposalConfig config) {

    /** Proposals per transaction: many expire together, and one transaction would need much memory and hold the audit. */
    private static final int BATCH = 200;

    private static final String EXPIRING = """
            select * from proposal where state = 'open' and expires_at <= now()
             order by expires_at limit :most for update skip locked
            """;
    private static final String RESTED = """
            select * from proposal where state in ('snoozed', 'kept', 'expired') and until <= now()
             order by until limit :most for update skip locked
            """;

    @Scheduled(every = "${actuator.proposal.plan-interval}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> tick() {
        return PeriodicRun.reportFailure(
                expire().chain(this::reopenRested),
                failure -> Log.warn("Proposals can't be expired now; it will be tried again", failure));
    }

    Uni<Void> expire() {
        return AsyncLoop.repeatWhileTrue(() -> sessions.withTransaction(session -> DatabaseClock.now(session)
                .flatMap(now -> portion(session, EXPIRING)
                        .invoke(expiring -> expiring.forEach(proposal -> proposal.expire(now, config.askAgain())))
                        .call(expired -> session.flush().chain(() -> audit.append(session, entries(expired))))
                        .map(ProposalExpiryJob::isFull))));
    }

    Uni<Void> reopenRested() {
        return AsyncLoop.repeatWhileTrue(() -> sessions.withTransaction(session -> DatabaseClock.now(session)
                .flatMap(now -> portion(session, RESTED)
                        .invoke(rested -> rested.forEach(proposal -> proposal.startNewRound(now)))
                        .map(ProposalExpiryJob::isFull))));
    }

    private static Uni<List<Proposal>> portion(Mutiny.Session session, String query) {
        return session.createNativeQuery(query, Proposal.class)
                .setParameter("most", BATCH)
                .getResultList();
    }

    /** Whether there may be more proposals. */
    private static boolean isFull(List<Proposal> batch) {
        return batch.size() == BATCH;
    }

    private static List<AuditDraft> entries(List<Proposal> expired) {
        return expired.stream()
                .map(proposal -> new AuditDraft(
                        AuditDraft.GLEANER,
                        AuditEntry.Kind.EXPIRED,
                        null,
                        proposal.target(),
                        Map.of("proposal", proposal.id(), "round", proposal.round())))
                .toList();
    }
}
