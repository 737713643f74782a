package dev.gleaner.actuator.approval.exemption;

import dev.gleaner.actuator.database.DatabaseClock;
import dev.gleaner.actuator.proposal.FindingRow;
import dev.gleaner.actuator.proposal.Proposal;
import dev.gleaner.actuator.proposal.ProposalState;
import dev.gleaner.actuator.reactive.AsyncLoop;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Asks again once an exemption is over: the analyzer says so only when an hour after it is final, a day later. An exemption
 * that is not from here is left to the analyzer.
 */
@ApplicationScoped
class ExemptionExpiryJob {

    private static final String NEXT = """
            select f.id from finding f
             where f.exempt
               and exists (select 1 from exemption e where e.resource = f.resource and e.rule = f.rule)
               and not exists (select 1 from exemption e
                                where e.resource = f.resource and e.rule = f.rule and e.until_time > now())
             limit 1
            """;

    private final Mutiny.SessionFactory sessions;

    ExemptionExpiryJob(Mutiny.SessionFactory sessions) {
        this.sessions = sessions;
    }

    @Scheduled(
            every = "${actuator.exemption.publish-interval}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> tick() {
        return reopenEnded()
                .onFailure()
                .invoke(failure -> Log.warn("Ends of exemptions can't be seen now; it will be tried again", failure))
                .onFailure()
                .recoverWithNull();
    }

    /** Asks about all whose exemption is over. */
    Uni<Void> reopenEnded() {
        return AsyncLoop.repeatWhileTrue(() ->
                sessions.withTransaction(session -> session.createNativeQuery(NEXT, String.class)
                        .getSingleResultOrNull()
                        .flatMap(id -> id == null
                                ? Uni.createFrom().item(false)
                                : end(session, id).replaceWith(true))));
    }

    private static Uni<Void> end(Mutiny.Session session, String id) {
        // The proposal is locked before the finding, as everywhere.
        return session.find(FindingRow.class, id)
                .flatMap(row -> session.find(Proposal.class, row.target(), LockModeType.PESSIMISTIC_WRITE)
                        .call(() -> session.refresh(row))
                        .flatMap(proposal -> DatabaseClock.now(session).invoke(now -> {
                            row.clearExemption();
                            restful(row, proposal).ifPresent(resting -> resting.startNewRound(now));
                        })))
                .replaceWithVoid();
    }

    /** One that rests for a time comes back by itself. */
    private static Optional<Proposal> restful(FindingRow row, @Nullable Proposal proposal) {
        return Optional.ofNullable(proposal)
                .filter(about -> row.isOpen())
                .filter(about -> about.state() == ProposalState.CLOSED);
    }
}
