package dev.gleaner.actuator.approval.exemption;

import dev.gleaner.actuator.audit.AuditChain;
import dev.gleaner.actuator.audit.AuditDraft;
import dev.gleaner.actuator.database.DatabaseClock;
import dev.gleaner.actuator.proposal.Proposal;
import dev.gleaner.actuator.proposal.ProposalState;
import dev.gleaner.actuator.proposal.ProposalTarget;
import dev.gleaner.contracts.audit.AuditEntry;
import dev.gleaner.contracts.audit.Decision;
import dev.gleaner.contracts.finding.Exemption;
import dev.gleaner.contracts.finding.Finding;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** What is kept as it is. A change counts from the next hour, so that no hour that may have been judged changes. */
@ApplicationScoped
public class ExemptionService {

    private static final String IN_FORCE =
            "from ExemptionRow where resource = :resource and rule = :rule and until > :hour order by id";

    private final Mutiny.SessionFactory sessions;
    private final AuditChain audit;

    ExemptionService(Mutiny.SessionFactory sessions, AuditChain audit) {
        this.sessions = sessions;
        this.audit = audit;
    }

    /** Follows a decision in its transaction: whatever held before ends, and a keep begins. */
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

    /** One that ends within the hour is none: nobody is asked until then anyway. */
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

    /** Ends one before its time, and asks again. Fails with {@link ExemptionNotFoundException} when there is nothing to end. */
    public Uni<Void> end(long id, String identity) {
        return sessions.withTransaction(session -> session.find(ExemptionRow.class, id)
                .onItem()
                .ifNull()
                .failWith(() -> new ExemptionNotFoundException(id))
                .flatMap(row -> session.find(
                                Proposal.class, ProposalTarget.targetOf(row.resource()), LockModeType.PESSIMISTIC_WRITE)
                        // Read again under the lock: somebody else may have ended it.
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
                ProposalTarget.targetOf(row.resource()),
                Map.of("decision", "end-exemption", "exemption", row.id(), "until", hour));
        return session.flush().chain(() -> audit.append(session, entry));
    }

    /** All that there were, the latest first. */
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
}
