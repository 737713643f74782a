package dev.gleaner.actuator.approval.exemption;

import dev.gleaner.actuator.audit.AuditChain;
import dev.gleaner.actuator.audit.AuditDraft;
import dev.gleaner.actuator.database.DatabaseClock;
import dev.gleaner.actuator.database.RequestTransaction;
import dev.gleaner.actuator.proposal.FindingRow;
import dev.gleaner.actuator.proposal.Proposal;
import dev.gleaner.actuator.proposal.ProposalState;
import dev.gleaner.actuator.reactive.AsyncLoop;
import dev.gleaner.actuator.reactive.PeriodicRun;
import dev.gleaner.contracts.audit.AuditEntry;
import dev.gleaner.contracts.audit.Decision;
import dev.gleaner.contracts.finding.Exemption;
import dev.gleaner.contracts.finding.Finding;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Creates, ends and lists exemptions. A change takes effect from the next hour, so that hours that may have been evaluated do
 * not change.
 */
@ApplicationScoped
public class ExemptionService {

    private static final String IN_FORCE =
            "from ExemptionRow where resource = :resource and rule = :rule and until > :hour order by id";

    private final Mutiny.SessionFactory sessions;
    private final RequestTransaction requests;
    private final AuditChain audit;

    ExemptionService(Mutiny.SessionFactory sessions, RequestTransaction requests, AuditChain audit) {
        this.sessions = sessions;
        this.requests = requests;
        this.audit = audit;
    }

    /** Applies a decision in its transaction: exemptions in force end, and a keep decision creates one. */
    public Uni<Void> applyDecision(
            Mutiny.Session session, Finding finding, Decision decision, String identity, Instant now) {
        Instant hour = nextHour(now);
        return inForce(session, finding, hour).flatMap(rows -> {
            rows.forEach(row -> row.endAt(hour));
            return isKeep(decision, hour)
                    ? upsert(session, finding, rows, exemption(finding, decision, identity, hour))
                    : done();
        });
    }

    private static Uni<List<ExemptionRow>> inForce(Mutiny.Session session, Finding finding, Instant hour) {
        return session.createQuery(IN_FORCE, ExemptionRow.class)
                .setParameter("resource", finding.resource())
                .setParameter("rule", finding.rule())
                .setParameter("hour", hour)
                .getResultList();
    }

    private static Uni<Void> upsert(
            Mutiny.Session session, Finding finding, List<ExemptionRow> before, Exemption exemption) {
        return before.stream()
                .filter(row -> row.startsAt(exemption.from()))
                .findFirst()
                .map(row -> {
                    row.update(exemption);
                    return done();
                })
                .orElseGet(() -> session.persist(ExemptionRow.of(finding.id(), exemption)));
    }

    /** Whether the decision creates an exemption; one that would end within the hour does not. */
    private static boolean isKeep(Decision decision, Instant hour) {
        return decision.decision() == Decision.Kind.KEEP
                && decision.until() != null
                && decision.until().isAfter(hour);
    }

    private static Exemption exemption(Finding finding, Decision decision, String identity, Instant hour) {
        return new Exemption(
                finding.resource(),
                finding.rule(),
                Objects.requireNonNull(decision.reason()),
                identity,
                hour,
                Objects.requireNonNull(decision.until()));
    }

    /**
     * Ends an exemption early and starts a new round of the proposal. Fails with {@link ExemptionNotFoundException} if it is
     * not in force.
     */
    public Uni<Void> end(long id, String identity) {
        return requests.change(session -> session.find(ExemptionRow.class, id)
                .onItem()
                .ifNull()
                .failWith(() -> new ExemptionNotFoundException(id))
                .flatMap(row -> session.find(
                                Proposal.class, Proposal.targetOf(row.resource()), LockModeType.PESSIMISTIC_WRITE)
                        // Read again under the lock, since it may have been ended meanwhile.
                        .call(() -> session.refresh(row))
                        .flatMap(proposal -> DatabaseClock.now(session)
                                .flatMap(now -> end(session, row, proposal, identity, now)))));
    }

    private Uni<Void> end(
            Mutiny.Session session, ExemptionRow row, @Nullable Proposal proposal, String identity, Instant now) {
        Instant hour = nextHour(now);
        if (row.exemption().filter(found -> found.until().isAfter(hour)).isEmpty()) {
            return Uni.createFrom().failure(new ExemptionNotFoundException(row.id()));
        }
        row.endAt(hour);
        if (proposal != null && proposal.state() == ProposalState.KEPT) {
            proposal.startNewRound(now);
        }
        AuditDraft entry = new AuditDraft(
                AuditDraft.user(identity),
                AuditEntry.Kind.DECIDED,
                row.findingId(),
                Proposal.targetOf(row.resource()),
                Map.of("decision", "end-exemption", "exemption", row.id(), "until", hour));
        return session.flush().chain(() -> audit.append(session, entry));
    }

    /** Returns the newest exemptions, including ended ones. */
    public Uni<List<ExemptionRow>> all(int limit) {
        return sessions.withTransaction(
                session -> session.createQuery("from ExemptionRow order by id desc", ExemptionRow.class)
                        .setMaxResults(limit)
                        .getResultList());
    }

    private static Instant nextHour(Instant now) {
        return now.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS);
    }

    private static Uni<Void> done() {
        return Uni.createFrom().voidItem();
    }

    /**
     * Asks again when an exemption is over, since the analyzer reports the finding again only after a day. Exemptions from
     * other sources are left to the analyzer.
     */
    @ApplicationScoped
    static class ExpiryJob {

        private static final String NEXT = """
            select f.id from finding f
             where f.exempt
               and exists (select 1 from exemption e where e.resource = f.resource and e.rule = f.rule)
               and not exists (select 1 from exemption e
                                where e.resource = f.resource and e.rule = f.rule and e.until_time > now())
             limit 1
            """;

        private final Mutiny.SessionFactory sessions;

        ExpiryJob(Mutiny.SessionFactory sessions) {
            this.sessions = sessions;
        }

        @Scheduled(
                every = "${actuator.exemption.publish-interval}",
                concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
        Uni<Void> tick() {
            return PeriodicRun.reportFailure(
                    reopenEnded(),
                    failure -> Log.warn("Ended exemptions can't be processed now; it will be tried again", failure));
        }

        /** Reopens all findings whose exemption is over. */
        Uni<Void> reopenEnded() {
            return AsyncLoop.repeatWhileTrue(() ->
                    sessions.withTransaction(session -> session.createNativeQuery(NEXT, String.class)
                            .getSingleResultOrNull()
                            .flatMap(id -> id == null
                                    ? Uni.createFrom().item(false)
                                    : end(session, id).replaceWith(true))));
        }

        private static Uni<Void> end(Mutiny.Session session, String id) {
            // Proposals are locked before findings, as everywhere.
            return session.find(FindingRow.class, id)
                    .flatMap(row -> session.find(Proposal.class, row.target(), LockModeType.PESSIMISTIC_WRITE)
                            .call(() -> session.refresh(row))
                            .flatMap(proposal -> DatabaseClock.now(session).invoke(now -> {
                                row.clearExemption();
                                closedProposal(row, proposal).ifPresent(resting -> resting.startNewRound(now));
                            })))
                    .replaceWithVoid();
        }

        /** Returns the proposal if it has to be reopened here; one that is snoozed or kept is reopened by its end. */
        private static Optional<Proposal> closedProposal(FindingRow row, @Nullable Proposal proposal) {
            return Optional.ofNullable(proposal)
                    .filter(about -> row.isOpen())
                    .filter(about -> about.state() == ProposalState.CLOSED);
        }
    }

    /** There is no exemption of this id in force. */
    public static final class ExemptionNotFoundException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        ExemptionNotFoundException(long id) {
            super("no exemption " + id + " is in force");
        }
    }
}
