package dev.gleaner.actuator.audit.verify;

import dev.gleaner.actuator.audit.AuditAlarm;
import dev.gleaner.actuator.audit.AuditConfig;
import dev.gleaner.actuator.audit.AuditPublisher;
import dev.gleaner.actuator.audit.AuditRow;
import dev.gleaner.actuator.audit.AuditTopicWriter;
import dev.gleaner.actuator.audit.cloudtrail.CloudTrailEchoConfig;
import dev.gleaner.actuator.audit.cloudtrail.ObservedTrailRepository;
import dev.gleaner.actuator.audit.keys.HeadSigner;
import dev.gleaner.actuator.audit.keys.SignedHeadFolder;
import dev.gleaner.actuator.audit.keys.SignedHeadStore;
import dev.gleaner.actuator.audit.keys.SigningKeyring;
import dev.gleaner.actuator.database.DatabaseClock;
import dev.gleaner.actuator.database.RepeatableReadIsolation;
import dev.gleaner.actuator.reactive.AsyncLoop;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.actuator.reactive.SingleFlight;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Compares the places that the audit lies in, database, topic and signed heads, and what it tells of with the topic of
 * the findings. Every call checks everything: what was right yesterday may have been edited today. It takes time with
 * the length of the chain, but no more memory.
 */
@ApplicationScoped
public class AuditVerifier {

    private static final int PAGE = 1000;
    private static final long RECENT = 5000;
    private static final Duration POLL_INTERVAL = Duration.ofMillis(500);
    private static final String HAND_OVERS =
            "from AuditRow where kind = 'head' and detail like '%\"next\"%' and sequence < :before order by sequence";
    private static final String UNPUBLISHED =
            "select count(*) from audit_entry where published_at is null and at <= :before";

    private final Mutiny.SessionFactory sessions;
    private final AuditPublisher publisher;
    private final AuditTopicWriter topic;
    private final SignedHeadStore folder;
    private final SigningKeyring keys;
    private final AuditConfig config;
    private final CloudTrailEchoConfig echo;
    private final AuditAlarm alarm;
    private final SingleFlight<AuditReport> singleFlight;

    public AuditVerifier(
            Mutiny.SessionFactory sessions,
            AuditPublisher publisher,
            AuditTopicWriter topic,
            SignedHeadStore folder,
            SigningKeyring keys,
            AuditConfig config,
            CloudTrailEchoConfig echo,
            AuditAlarm alarm) {
        this.sessions = sessions;
        this.publisher = publisher;
        this.topic = topic;
        this.folder = folder;
        this.keys = keys;
        this.config = config;
        this.echo = echo;
        this.alarm = alarm;
        this.singleFlight = new SingleFlight<>(Uni.createFrom().deferred(this::verifyEverything));
    }

    /**
     * Publishes what is not published, then checks everything. While another actuator is to publish, or one that is gone
     * still holds the lease to do so, it waits for that: what is not published yet is not missing. However many ask,
     * one verification runs at a time; who asks while one runs shares the next with all who do.
     */
    public Uni<AuditReport> verify() {
        return ContextBoundUni.emitOnContext(singleFlight.next());
    }

    /** Verifies the newest part against the database and the signed heads; whether it is intact. */
    Uni<Boolean> verifyRecent() {
        return verifyRecent(RECENT);
    }

    /** The same for so many entries and a few more: it begins with a signed head, where there is one. */
    public Uni<Boolean> verifyRecent(long entries) {
        return ContextBoundUni.blocking(folder::files)
                .flatMap(files -> sessions.withTransaction(session -> RepeatableReadIsolation.apply(session)
                        .chain(() -> end(session))
                        .flatMap(end -> verifyRecentPart(session, end, newest(files, end.sequence() - entries)))))
                .invoke(broken -> alarm.recordResult(AuditAlarm.Part.RECENT, broken))
                .map(Optional::isEmpty);
    }

    private Uni<Optional<Map.Entry<Long, String>>> verifyRecentPart(Mutiny.Session session, End end, Newest part) {
        return session.createQuery(HAND_OVERS, AuditRow.class)
                .setParameter("before", part.from())
                .getResultList()
                .map(rows ->
                        rows.stream().map(row -> HeadSigner.headOf(row.entry())).toList())
                .map(handOvers -> new RecentVerification(keys, part.from(), handOvers, folder.read(part.heads())))
                .call(run -> pages(session, part.from() - 1, run::next))
                .flatMap(run -> ContextBoundUni.blocking(() -> run.end(end.sequence(), end.hash(), folder.last())));
    }

    /** From the last head on that is at least so old; from there on without one, where no head is. */
    private static Newest newest(List<Path> heads, long through) {
        int begin = 0;
        while (begin < heads.size() && SignedHeadFolder.sequence(heads.get(begin)) <= through) {
            begin++;
        }
        return begin == 0
                ? new Newest(Math.max(1, heads.isEmpty() ? through : 1), heads)
                : new Newest(
                        Math.max(1, SignedHeadFolder.sequence(heads.get(begin - 1))),
                        heads.subList(begin - 1, heads.size()));
    }

    /**
     * The newest part.
     *
     * @param from its first entry
     * @param heads the files of the heads about it
     */
    private record Newest(long from, List<Path> heads) {}

    /** Where the database says that the chain ends. */
    private record End(long sequence, String hash) {}

    private static Uni<End> end(Mutiny.Session session) {
        return session.createNativeQuery("select sequence, hash from audit_head where id = 1", Tuple.class)
                .getSingleResult()
                .map(end -> new End(end.get(0, Number.class).longValue(), end.get(1, String.class)));
    }

    private Uni<AuditReport> verifyEverything() {
        return sessions.withTransaction(DatabaseClock::now)
                .call(this::awaitPublished)
                .flatMap(before -> sessions.withSession(ObservedTrailRepository::check)
                        .flatMap(echoes -> ContextBoundUni.blocking(
                                () -> new FullVerification(topic, folder, keys, echoes, before.minus(config.grace()))))
                        .flatMap(run -> sessions.withTransaction(
                                        session -> verifyInTransaction(session, run, before.minus(echo.patience())))
                                .eventually(() -> ContextBoundUni.blocking(() -> close(run)))))
                .invoke(report -> alarm.recordResult(AuditAlarm.Part.ALL, report.findFirstBreak()));
    }

    private static boolean close(FullVerification run) {
        run.close();
        return true;
    }

    private Uni<Void> awaitPublished(Instant before) {
        long looks = config.publisherLease().plus(config.grace()).dividedBy(POLL_INTERVAL) + 1;
        return ContextBoundUni.emitOnContext(Uni.createFrom()
                .deferred(() -> tryPublish().flatMap(ours -> ours ? nothing() : countUnpublished(before)))
                .repeat()
                .withDelay(POLL_INTERVAL)
                .until(left -> left == 0)
                .select()
                .first(looks)
                .collect()
                .last()
                .replaceWithVoid());
    }

    /** An entry that can't be published is one that the verification has to tell of. */
    private Uni<Boolean> tryPublish() {
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

    private Uni<Long> countUnpublished(Instant before) {
        return sessions.withSession(session -> session.createNativeQuery(UNPUBLISHED, Long.class)
                .setParameter("before", before)
                .getSingleResult());
    }

    private static Uni<AuditReport> verifyInTransaction(
            Mutiny.Session session, FullVerification run, Instant echoedBefore) {
        return RepeatableReadIsolation.apply(session)
                .chain(() -> pages(session, Long.MIN_VALUE, run::next))
                .chain(() -> end(session))
                .flatMap(end -> ContextBoundUni.blocking(() -> run.end(end.sequence(), end.hash(), echoedBefore)));
    }

    private static Uni<Void> pages(Mutiny.Session session, long from, ToLongFunction<List<AuditRow>> take) {
        AtomicLong after = new AtomicLong(from);
        return AsyncLoop.repeatWhileTrue(() -> page(session, take, after));
    }

    private static Uni<Boolean> page(Mutiny.Session session, ToLongFunction<List<AuditRow>> take, AtomicLong after) {
        return session.createQuery("from AuditRow where sequence > :after order by sequence", AuditRow.class)
                .setParameter("after", after.get())
                .setMaxResults(PAGE)
                .getResultList()
                .invoke(session::clear)
                .flatMap(rows -> rows.isEmpty()
                        ? Uni.createFrom().item(false)
                        : ContextBoundUni.blocking(() -> take.applyAsLong(rows))
                                .invoke(after::set)
                                .replaceWith(true));
    }
}
