package dev.gleaner.actuator.audit;

import dev.gleaner.actuator.database.DatabaseClock;
import dev.gleaner.actuator.database.Snapshot;
import dev.gleaner.actuator.reactive.BackOnContext;
import dev.gleaner.actuator.reactive.Rounds;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Compares the places that the audit lies in, database, topic and signed heads, and what it tells of with the topic of
 * the findings. Every call checks everything: what was right yesterday may have been edited today. It takes time with
 * the length of the chain, but no more memory.
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
    private final HeadFolder folder;
    private final Keyring keys;
    private final AuditConfig config;
    private final EchoConfig echo;
    private final Turns<AuditReport> turns;

    AuditVerifier(
            Mutiny.SessionFactory sessions,
            AuditPublisher publisher,
            AuditTopic topic,
            HeadFolder folder,
            Keyring keys,
            AuditConfig config,
            EchoConfig echo) {
        this.sessions = sessions;
        this.publisher = publisher;
        this.topic = topic;
        this.folder = folder;
        this.keys = keys;
        this.config = config;
        this.echo = echo;
        this.turns = new Turns<>(Uni.createFrom().deferred(this::everything));
    }

    /**
     * Publishes what is not published, then checks everything. While another actuator is to publish, or one that is gone
     * still holds the lease to do so, it waits for that: what is not published yet is not missing. However many ask,
     * one verification runs at a time; who asks while one runs shares the next with all who do.
     */
    public Uni<AuditReport> verify() {
        return BackOnContext.returning(turns.next());
    }

    private Uni<AuditReport> everything() {
        return sessions.withTransaction(DatabaseClock::now)
                .call(this::allPublished)
                .flatMap(before -> sessions.withSession(EchoTrails::check)
                        .flatMap(echoes -> BackOnContext.blocking(
                                () -> new Verification(topic, folder, keys, echoes, before.minus(config.grace()))))
                        .flatMap(run -> sessions.withTransaction(
                                        session -> inside(session, run, before.minus(echo.patience())))
                                .eventually(() -> BackOnContext.blocking(() -> close(run)))));
    }

    private static boolean close(Verification run) {
        run.close();
        return true;
    }

    private Uni<Void> allPublished(Instant before) {
        long looks = config.publisherLease().plus(config.grace()).dividedBy(LOOK) + 1;
        return BackOnContext.returning(Uni.createFrom()
                .deferred(() -> published().flatMap(ours -> ours ? nothing() : unpublished(before)))
                .repeat()
                .withDelay(LOOK)
                .until(left -> left == 0)
                .select()
                .first(looks)
                .collect()
                .last()
                .replaceWithVoid());
    }

    /** An entry that can't be published is one that the verification has to tell of. */
    private Uni<Boolean> published() {
        return publisher
                .publish()
                .onFailure()
                .invoke(failure -> Log.warn("The audit is verified although it can't be published", failure))
                .onFailure()
                .recoverWithItem(true);
    }

    private static Uni<Long> nothing() {
        return Uni.createFrom().item(0L);
    }

    private Uni<Long> unpublished(Instant before) {
        return sessions.withSession(session -> session.createNativeQuery(UNPUBLISHED, Long.class)
                .setParameter("before", before)
                .getSingleResult());
    }

    private static Uni<AuditReport> inside(Mutiny.Session session, Verification run, Instant echoedBefore) {
        return Snapshot.take(session)
                .chain(() -> pages(session, run))
                .chain(() -> session.createNativeQuery(
                                "select sequence, hash from audit_head where id = 1", Tuple.class)
                        .getSingleResult())
                .flatMap(end -> BackOnContext.blocking(
                        () -> run.end(end.get(0, Number.class).longValue(), end.get(1, String.class), echoedBefore)));
    }

    private static Uni<Void> pages(Mutiny.Session session, Verification run) {
        AtomicLong after = new AtomicLong(Long.MIN_VALUE);
        return Rounds.whileMore(() -> page(session, run, after));
    }

    private static Uni<Boolean> page(Mutiny.Session session, Verification run, AtomicLong after) {
        return session.createQuery("from AuditRow where sequence > :after order by sequence", AuditRow.class)
                .setParameter("after", after.get())
                .setMaxResults(PAGE)
                .getResultList()
                .invoke(session::clear)
                .flatMap(rows -> rows.isEmpty()
                        ? Uni.createFrom().item(false)
                        : BackOnContext.blocking(() -> run.next(rows))
                                .invoke(after::set)
                                .replaceWith(true));
    }
}
