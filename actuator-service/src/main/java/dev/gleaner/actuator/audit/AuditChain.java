package dev.gleaner.actuator.audit;

import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.audit.AuditEntry;
import dev.gleaner.contracts.topic.Topic;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Appends entries to the chain in the caller's transaction. It takes the row lock on the end of the chain, which assigns
 * sequences, so it has to be called after all other locks of the transaction are taken, and before anything outside of the
 * database is awaited. A transaction that does not get the lock in time fails.
 */
@ApplicationScoped
public class AuditChain {

    /** The limit of the topic less room for the headers of the record and of its batch. */
    private static final int LARGEST = Topic.AUDIT.largestRecord().orElseThrow() - 64 * 1024;

    private static final int OTHER_FIELDS = 64 * 1024;

    private final AuditConfig config;

    AuditChain(AuditConfig config) {
        this.config = config;
    }

    /** Whether an entry can be published. One that can't must not be appended: it would block all later entries. */
    public static boolean fits(AuditDraft draft) {
        return Json.bytes(draft.detail()).length <= LARGEST - OTHER_FIELDS;
    }

    /** Appends one entry. */
    public Uni<Void> append(Mutiny.Session session, AuditDraft draft) {
        return append(session, List.of(draft));
    }

    /** Appends several entries in this order. */
    public Uni<Void> append(Mutiny.Session session, List<AuditDraft> drafts) {
        if (drafts.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return session.createNativeQuery("select set_config('lock_timeout', :timeout, true)", String.class)
                .setParameter("timeout", config.appendTimeout().toMillis() + "ms")
                .getSingleResult()
                .chain(() -> session.createNativeQuery(
                                "select sequence, hash, clock_timestamp() from audit_head where id = 1 for update",
                                Tuple.class)
                        .getSingleResult())
                .flatMap(end -> write(session, chained(end, drafts)));
    }

    private static List<AuditEntry> chained(Tuple end, List<AuditDraft> drafts) {
        long sequence = end.get(0, Number.class).longValue();
        String hash = end.get(1, String.class);
        Instant at = end.get(2, OffsetDateTime.class).toInstant();
        List<AuditEntry> entries = new ArrayList<>();
        for (AuditDraft draft : drafts) {
            AuditEntry entry = AuditEntry.after(
                    sequence,
                    hash,
                    at,
                    draft.actor(),
                    draft.kind(),
                    draft.finding(),
                    draft.resource(),
                    Json.tree(draft.detail()));
            requirePublishable(entry);
            entries.add(entry);
            sequence = entry.sequence();
            hash = entry.hash();
        }
        return entries;
    }

    private static void requirePublishable(AuditEntry entry) {
        Json.requireExact(entry.detail());
        int bytes = Json.bytes(entry).length;
        if (bytes > LARGEST) {
            throw new IllegalArgumentException("an entry of " + bytes + " bytes can't be published: " + LARGEST
                    + " are the most (" + entry.kind() + " " + entry.resource() + ")");
        }
    }

    private static Uni<Void> write(Mutiny.Session session, List<AuditEntry> entries) {
        AuditEntry last = entries.get(entries.size() - 1);
        return session.persistAll(entries.stream().map(AuditRow::new).toArray())
                .chain(session::flush)
                .chain(() -> AuditedCallRepository.insertExpected(session, entries))
                .chain(() -> session.createNativeQuery(
                                "update audit_head set sequence = :sequence, hash = :hash where id = 1")
                        .setParameter("sequence", last.sequence())
                        .setParameter("hash", last.hash())
                        .executeUpdate())
                .replaceWithVoid();
    }
}
