package dev.gleaner.actuator.audit;

import dev.gleaner.actuator.database.DatabaseClock;
import dev.gleaner.actuator.reactive.BackOnContext;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Compares the three places that the audit lies in. The topic is read before the database, so that all it holds has to
 * be in the database too.
 */
@ApplicationScoped
public class AuditVerifier {

    private static final int PAGE = 1000;
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final String UNPUBLISHED =
            "select count(*) from audit_entry where published_at is null and at <= :before";

    private final Mutiny.SessionFactory sessions;
    private final AuditPublisher publisher;
    private final AuditTopic topic;
    private final HeadSigner signer;
    private final AuditConfig config;

    AuditVerifier(
            Mutiny.SessionFactory sessions,
            AuditPublisher publisher,
            AuditTopic topic,
            HeadSigner signer,
            AuditConfig config) {
        this.sessions = sessions;
        this.publisher = publisher;
        this.topic = topic;
        this.signer = signer;
        this.config = config;
    }

    /**
     * Publishes what is not published, then checks everything. While another actuator is to publish, or one that is gone
     * still holds the lease to do so, it waits for that: what is not published yet is not missing.
     */
    public Uni<ChainReport> verify() {
        Breaks breaks = new Breaks();
        return sessions.withTransaction(DatabaseClock::now)
                .call(this::allPublished)
                .flatMap(before -> BackOnContext.blocking(() -> outside(breaks, before.minus(config.grace()))))
                .flatMap(check -> sessions.withTransaction(session -> inside(session, check)))
                .invoke(report -> breaks.first()
                        .ifPresent(first -> Log.errorf(
                                "The audit is broken at sequence %d: %s", first.getKey(), first.getValue())));
    }

    private Uni<Void> allPublished(Instant before) {
        long looks = config.publisherLease().plus(config.grace()).dividedBy(LOOK) + 1;
        return BackOnContext.returning(Uni.createFrom()
                .deferred(() -> publisher.publish().flatMap(ours -> ours ? nothing() : unpublished(before)))
                .repeat()
                .withDelay(LOOK)
                .until(left -> left == 0)
                .select()
                .first(looks)
                .collect()
                .last()
                .replaceWithVoid());
    }

    private static Uni<Long> nothing() {
        return Uni.createFrom().item(0L);
    }

    private Uni<Long> unpublished(Instant before) {
        return sessions.withSession(session -> session.createNativeQuery(UNPUBLISHED, Long.class)
                .setParameter("before", before)
                .getSingleResult());
    }

    private ChainCheck outside(Breaks breaks, Instant publishedBefore) {
        Optional<SignedHead> head = signer.last();
        head.filter(signed -> !signer.signed(signed))
                .ifPresent(forged -> breaks.add(forged.sequence(), "the head is not signed by our key"));
        PublishedChain published = new PublishedChain(breaks);
        topic.readAll(published::next);
        return new ChainCheck(breaks, published, head, publishedBefore);
    }

    private static Uni<ChainReport> inside(Mutiny.Session session, ChainCheck check) {
        return session.createNativeQuery("set transaction isolation level repeatable read")
                .executeUpdate()
                .chain(() -> pages(session, check, 0))
                .chain(() -> session.createNativeQuery(
                                "select sequence, hash from audit_head where id = 1", Tuple.class)
                        .getSingleResult())
                .map(end -> check.end(end.get(0, Number.class).longValue(), end.get(1, String.class)));
    }

    private static Uni<Void> pages(Mutiny.Session session, ChainCheck check, long after) {
        return session.createQuery("from AuditRow where sequence > :after order by sequence", AuditRow.class)
                .setParameter("after", after)
                .setMaxResults(PAGE)
                .getResultList()
                .invoke(session::clear)
                .flatMap(rows -> {
                    rows.forEach(row -> take(row, check));
                    return rows.size() < PAGE
                            ? Uni.createFrom().voidItem()
                            : pages(session, check, last(rows).sequence());
                });
    }

    private static AuditRow last(List<AuditRow> rows) {
        return rows.get(rows.size() - 1);
    }

    private static void take(AuditRow row, ChainCheck check) {
        try {
            check.next(row.entry());
        } catch (RuntimeException e) {
            check.unreadable(row.sequence());
        }
    }
}
