package dev.gleaner.actuator.proposal;

import dev.gleaner.actuator.audit.AuditChain;
import dev.gleaner.actuator.audit.AuditDraft;
import dev.gleaner.actuator.database.DatabaseClock;
import dev.gleaner.contracts.audit.AuditEntry;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Status;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Takes findings into the database, a batch a transaction. What comes again, or is older than what is here, changes nothing. */
@ApplicationScoped
class FindingIntake {

    private final Mutiny.SessionFactory sessions;
    private final AuditChain audit;

    FindingIntake(Mutiny.SessionFactory sessions, AuditChain audit) {
        this.sessions = sessions;
        this.audit = audit;
    }

    /** Done once all of them are in the database and in the audit, or were there before. */
    Uni<Void> take(List<ConsumedFinding> batch) {
        return sessions.withTransaction(session -> DatabaseClock.now(session).flatMap(now -> {
            List<AuditDraft> seen = new ArrayList<>();
            return Multi.createFrom()
                    .iterable(batch)
                    .onItem()
                    .transformToUniAndConcatenate(consumed -> isNew(session, consumed.place())
                            .flatMap(isNew -> isNew
                                    ? take(session, consumed, now).invoke(() -> seen.add(entry(consumed)))
                                    : Uni.createFrom().voidItem()))
                    .onItem()
                    .ignoreAsUni()
                    .chain(session::flush)
                    .chain(() -> audit.append(session, seen));
        }));
    }

    private static Uni<Boolean> isNew(Mutiny.Session session, Place place) {
        return session.createNativeQuery("insert into consumed_record values (:topic, :partition, :offset, :sha256)"
                        + " on conflict do nothing")
                .setParameter("topic", place.topic())
                .setParameter("partition", place.partition())
                .setParameter("offset", place.offset())
                .setParameter("sha256", place.sha256())
                .executeUpdate()
                .map(inserted -> inserted == 1);
    }

    private static Uni<Void> take(Mutiny.Session session, ConsumedFinding consumed, Instant now) {
        if (consumed.finding().isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Finding finding = consumed.finding().get();
        String target = Target.of(finding.resource());
        // The proposal is locked before the finding, as everywhere, so that no two transactions wait for each other.
        return keepVersion(session, finding, consumed.document())
                .chain(() -> session.find(Proposal.class, target, LockModeType.PESSIMISTIC_WRITE))
                .flatMap(proposal -> session.find(FindingRow.class, finding.id(), LockModeType.PESSIMISTIC_WRITE)
                        .flatMap(row -> row != null && row.version() >= finding.version()
                                ? Uni.createFrom().voidItem()
                                : write(session, row, consumed.document(), finding)
                                        .chain(() -> propose(session, proposal, finding, now))));
    }

    private static Uni<Void> keepVersion(Mutiny.Session session, Finding finding, String document) {
        return session.createNativeQuery("insert into finding_version (finding_id, version, document)"
                        + " values (:id, :version, :document) on conflict do nothing")
                .setParameter("id", finding.id())
                .setParameter("version", finding.version())
                .setParameter("document", document)
                .executeUpdate()
                .replaceWithVoid();
    }

    private static Uni<Void> write(Mutiny.Session session, @Nullable FindingRow row, String document, Finding finding) {
        if (row == null) {
            return session.persist(new FindingRow(finding, document)).chain(session::flush);
        }
        row.take(finding, document);
        return session.flush();
    }

    private static Uni<Void> propose(
            Mutiny.Session session, @Nullable Proposal proposal, Finding finding, Instant now) {
        String target = Target.of(finding.resource());
        return finding.status() == Status.OPEN && finding.exemption() == null
                ? ask(session, proposal, target, now)
                : closeIfNothingIsOpen(session, proposal, finding, target);
    }

    private static Uni<Void> ask(Mutiny.Session session, @Nullable Proposal proposal, String target, Instant now) {
        if (proposal == null) {
            return session.persist(Proposal.about(target, now)).chain(session::flush);
        }
        proposal.findingChanged(now);
        return Uni.createFrom().voidItem();
    }

    private static Uni<Void> closeIfNothingIsOpen(
            Mutiny.Session session, @Nullable Proposal proposal, Finding finding, String target) {
        if (proposal == null) {
            return Uni.createFrom().voidItem();
        }
        return FindingRows.openOn(session, target)
                .invoke(open -> {
                    if (open.isEmpty() && !(proposal.state() == ProposalState.DONE || isKept(finding, proposal))) {
                        proposal.close();
                    }
                })
                .replaceWithVoid();
    }

    /** The analyzer has heard that it is kept: that is no end of the waste. */
    private static boolean isKept(Finding finding, Proposal proposal) {
        return finding.status() == Status.OPEN && proposal.state().rests();
    }

    private static AuditDraft entry(ConsumedFinding consumed) {
        Map<String, @Nullable Object> detail = consumed.place().detail();
        Finding finding = consumed.finding().orElse(null);
        if (finding == null) {
            detail.put("unreadable", true);
        } else {
            detail.put("version", finding.version());
            detail.put("status", FindingRow.text(Objects.requireNonNull(finding.status())));
        }
        return new AuditDraft(
                AuditDraft.GLEANER,
                AuditEntry.Kind.FINDING_SEEN,
                finding == null ? null : finding.id(),
                finding == null ? null : finding.resource(),
                detail);
    }
}
