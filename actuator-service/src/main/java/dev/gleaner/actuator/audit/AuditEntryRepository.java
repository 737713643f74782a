package dev.gleaner.actuator.audit;

import dev.gleaner.contracts.audit.AuditEntry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Queries of table {@code audit_entry}. Only {@link AuditChain} appends to it. */
@ApplicationScoped
public class AuditEntryRepository {

    private static final String HANDOVERS =
            "from AuditRow where kind = 'head' and detail like '%\"next\"%' and sequence < :before order by sequence";

    /** The last intent for a resource around the end of a call. */
    private static final String INTENT = """
            select sequence from audit_entry where kind = 'intent' and resource = :resource
               and at between cast(:time as timestamptz) - interval '10 minutes'
                          and cast(:time as timestamptz) + interval '1 minute'
             order by sequence desc limit 1
            """;

    private final Mutiny.SessionFactory sessions;

    AuditEntryRepository(Mutiny.SessionFactory sessions) {
        this.sessions = sessions;
    }

    /** Returns entries from this sequence on, in order. */
    public Uni<List<AuditEntry>> readFrom(long sequence, int limit) {
        return sessions.withTransaction(session -> session.createQuery(
                                "from AuditRow where sequence >= :from order by sequence", AuditRow.class)
                        .setParameter("from", sequence)
                        .setMaxResults(limit)
                        .getResultList())
                .map(AuditEntryRepository::entries);
    }

    /** Returns rows after this sequence, in order; one that was tampered with may not be readable as an entry. */
    public static Uni<List<AuditRow>> rowsAfter(Mutiny.Session session, long sequence, int limit) {
        return session.createQuery("from AuditRow where sequence > :after order by sequence", AuditRow.class)
                .setParameter("after", sequence)
                .setMaxResults(limit)
                .getResultList();
    }

    /** Returns the last entry, if there is one. */
    public static Uni<Optional<AuditEntry>> findLast(Mutiny.Session session) {
        return first(session, "from AuditRow order by sequence desc");
    }

    /** Returns the last entry that holds a signed head, if there is one. */
    public static Uni<Optional<AuditEntry>> findLastHead(Mutiny.Session session) {
        return first(session, "from AuditRow where kind = 'head' order by sequence desc");
    }

    private static Uni<Optional<AuditEntry>> first(Mutiny.Session session, String query) {
        return session.createQuery(query, AuditRow.class)
                .setMaxResults(1)
                .getSingleResultOrNull()
                .map(row -> Optional.ofNullable(row).map(AuditRow::entry));
    }

    /** Returns the entries before this sequence whose signed head names the next key, in order. */
    public static Uni<List<AuditEntry>> findHandovers(Mutiny.Session session, long before) {
        return session.createQuery(HANDOVERS, AuditRow.class)
                .setParameter("before", before)
                .getResultList()
                .map(AuditEntryRepository::entries);
    }

    /** Returns the hash of an entry; null if there is none. */
    public static Uni<@Nullable String> findHash(Mutiny.Session session, long sequence) {
        return session.createNativeQuery("select hash from audit_entry where sequence = :sequence", String.class)
                .setParameter("sequence", sequence)
                .getSingleResultOrNull();
    }

    /** Returns the sequence of the last intent for a resource around this time; null if there is none. */
    public static Uni<@Nullable Long> findIntent(Mutiny.Session session, String resource, Instant time) {
        return session.createNativeQuery(INTENT, Long.class)
                .setParameter("resource", resource)
                .setParameter("time", time)
                .getSingleResultOrNull();
    }

    /** Returns entries that are not published, in order. */
    static Uni<List<AuditEntry>> findUnpublished(Mutiny.Session session, int limit) {
        return session.createQuery("from AuditRow where publishedAt is null order by sequence", AuditRow.class)
                .setMaxResults(limit)
                .getResultList()
                .map(AuditEntryRepository::entries);
    }

    /** Returns the number of entries up to this time that are not published. */
    static Uni<Long> countUnpublished(Mutiny.Session session, Instant through) {
        return session.createNativeQuery(
                        "select count(*) from audit_entry where published_at is null and at <= :through", Long.class)
                .setParameter("through", through)
                .getSingleResult();
    }

    /** Returns what of the entries up to this time is not published; empty if all are. */
    static Uni<Optional<AuditPublisher.Waiting>> findUnpublished(Mutiny.Session session, Instant through) {
        return session.createNativeQuery(
                        "select count(*), min(at) from audit_entry where published_at is null and at <= :through",
                        Tuple.class)
                .setParameter("through", through)
                .getSingleResult()
                .map(row -> Optional.ofNullable(row.get(1, OffsetDateTime.class))
                        .map(since -> new AuditPublisher.Waiting(
                                row.get(0, Number.class).longValue(), since.toInstant())));
    }

    /** Marks the entries from the first to the last sequence as published. */
    static Uni<Void> markPublished(Mutiny.Session session, long first, long last) {
        return session.createNativeQuery("update audit_entry set published_at = now()"
                        + " where sequence between :first and :last and published_at is null")
                .setParameter("first", first)
                .setParameter("last", last)
                .executeUpdate()
                .replaceWithVoid();
    }

    private static List<AuditEntry> entries(List<AuditRow> rows) {
        return rows.stream().map(AuditRow::entry).toList();
    }
}
