package dev.gleaner.actuator.proposal;

import dev.gleaner.actuator.audit.AuditChain;
import dev.gleaner.actuator.audit.AuditDraft;
import dev.gleaner.actuator.database.DatabaseClock;
import dev.gleaner.actuator.kafka.RecordPosition;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.audit.AuditEntry;
import dev.gleaner.contracts.finding.Finding;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Tuple;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Stores consumed findings and updates the proposals of their targets, one transaction per batch. The number of statements
 * does not depend on the size of the batch. Repeated and older findings change nothing.
 */
@Singleton
record FindingIntake(Mutiny.SessionFactory sessions, AuditChain audit) {

    // In the order of targets, so that no two transactions wait for each other.
    private static final String PROPOSALS = "from Proposal where target in (:targets) order by target";

    /** Completes when all findings are in the database and in the audit. */
    Uni<Void> ingest(List<ConsumedFinding> batch) {
        return sessions.withTransaction(session -> DatabaseClock.now(session)
                .flatMap(now ->
                        ConsumedRecords.insertNew(session, batch).flatMap(fresh -> ingest(session, fresh, now))));
    }

    private Uni<Void> ingest(Mutiny.Session session, List<ConsumedFinding> fresh, Instant now) {
        List<ConsumedFinding> read = fresh.stream()
                .filter(consumed -> consumed.finding().isPresent())
                .toList();
        Uni<Void> taken = read.isEmpty()
                ? Uni.createFrom().voidItem()
                : FindingRepository.lockForInserting(session)
                        .chain(() -> FindingRepository.insertVersions(session, read))
                        .chain(() -> apply(session, read, now));
        return taken.chain(() ->
                audit.append(session, fresh.stream().map(FindingIntake::entry).toList()));
    }

    /** Locks the proposals before the findings, as everywhere, so that no two transactions wait for each other. */
    private static Uni<Void> apply(Mutiny.Session session, List<ConsumedFinding> read, Instant now) {
        Set<String> targets = read.stream()
                .map(consumed -> Proposal.targetOf(consumed.orThrow().resource()))
                .collect(Collectors.toSet());
        Set<String> ids = read.stream().map(consumed -> consumed.orThrow().id()).collect(Collectors.toSet());
        return proposals(session, targets)
                .flatMap(proposals -> FindingRepository.lock(session, ids, targets)
                        .flatMap(rows -> actedOn(session, read, proposals).flatMap(actedOn -> {
                            ProposalBatch proposalBatch = new ProposalBatch(proposals, rows, actedOn, now);
                            read.forEach(consumed -> proposalBatch.apply(consumed.orThrow(), consumed.document()));
                            return session.persistAll(proposalBatch.added().toArray())
                                    .chain(session::flush)
                                    .chain(() -> FindingRepository.updateDocuments(session, proposalBatch.updated()))
                                    .chain(() -> FindingRepository.updateObserved(session, ids));
                        })));
    }

    /** Returns the ids of findings about which there is nothing to ask, as an action on their target is in force. */
    private static Uni<Set<String>> actedOn(
            Mutiny.Session session, List<ConsumedFinding> read, List<Proposal> proposals) {
        Set<String> answered = proposals.stream()
                .filter(proposal ->
                        proposal.state() == ProposalState.DONE || proposal.state() == ProposalState.APPROVED)
                .map(Proposal::target)
                .collect(Collectors.toSet());
        List<Map<String, String>> rows = read.stream()
                .filter(consumed ->
                        answered.contains(Proposal.targetOf(consumed.orThrow().resource())))
                .map(consumed -> Map.of(
                        "id", consumed.orThrow().id(),
                        "target", Proposal.targetOf(consumed.orThrow().resource()),
                        "resource", consumed.orThrow().resource(),
                        "opened_at", consumed.orThrow().openedAt().toString(),
                        "document", consumed.document()))
                .toList();
        return FindingRepository.findActedOn(session, rows);
    }

    private static Uni<List<Proposal>> proposals(Mutiny.Session session, Collection<String> targets) {
        return session.createQuery(PROPOSALS, Proposal.class)
                .setParameter("targets", targets)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList();
    }

    private static AuditDraft entry(ConsumedFinding consumed) {
        Map<String, @Nullable Object> detail = consumed.place().detail();
        Finding finding = consumed.finding().orElse(null);
        if (finding == null) {
            detail.put("unreadable", true);
        } else {
            detail.put("version", finding.version());
            if (finding.revision() > 0) {
                detail.put("revision", finding.revision());
            }
            detail.put("status", FindingRow.text(Objects.requireNonNull(finding.status())));
        }
        return new AuditDraft(
                AuditDraft.GLEANER,
                AuditEntry.Kind.FINDING_SEEN,
                finding == null ? null : finding.id(),
                finding == null ? null : finding.resource(),
                detail);
    }

    /** Table {@code consumed_record}. Rows are never deleted, so that reading the topic again from its start changes nothing. */
    static final class ConsumedRecords {

        private static final String INSERT = """
            insert into consumed_record
            select topic, partition, "offset", sha256
              from jsonb_to_recordset(cast(cast(:places as text) as jsonb))
                as place (topic text, partition integer, "offset" bigint, sha256 text)
            on conflict do nothing
            returning topic, partition_number, record_offset, sha256
            """;

        private ConsumedRecords() {}

        /** Inserts the positions of a batch, and returns the records that were not consumed before. */
        static Uni<List<ConsumedFinding>> insertNew(Mutiny.Session session, List<ConsumedFinding> batch) {
            Map<RecordPosition, ConsumedFinding> byPlace = new LinkedHashMap<>();
            batch.forEach(consumed -> byPlace.put(consumed.place(), consumed));
            return session.createNativeQuery(INSERT, Tuple.class)
                    .setParameter("places", Json.text(byPlace.keySet()))
                    .getResultList()
                    .map(rows -> {
                        byPlace.keySet()
                                .retainAll(rows.stream()
                                        .map(ConsumedRecords::place)
                                        .collect(Collectors.toSet()));
                        return List.copyOf(byPlace.values());
                    });
        }

        private static RecordPosition place(Tuple row) {
            return new RecordPosition(
                    row.get(0, String.class),
                    row.get(1, Integer.class),
                    row.get(2, Long.class),
                    row.get(3, String.class));
        }
    }
}
