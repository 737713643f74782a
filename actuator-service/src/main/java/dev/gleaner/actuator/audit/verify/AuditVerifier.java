package dev.gleaner.actuator.audit.verify;

import dev.gleaner.actuator.audit.AuditAlarm;
import dev.gleaner.actuator.audit.AuditEntryRepository;
import dev.gleaner.actuator.audit.AuditPublisher;
import dev.gleaner.actuator.audit.AuditRow;
import dev.gleaner.actuator.audit.cloudtrail.CloudTrailEchoCheck;
import dev.gleaner.actuator.audit.cloudtrail.CloudTrailEchoConfig;
import dev.gleaner.actuator.audit.cloudtrail.ObservedTrailRepository;
import dev.gleaner.actuator.audit.keys.HeadSigner;
import dev.gleaner.actuator.audit.keys.SignedHead;
import dev.gleaner.actuator.audit.keys.SignedHeadFolder;
import dev.gleaner.actuator.audit.keys.SignedHeadStore;
import dev.gleaner.actuator.audit.keys.SigningKeyring;
import dev.gleaner.actuator.database.DatabaseClock;
import dev.gleaner.actuator.database.RepeatableReadIsolation;
import dev.gleaner.actuator.reactive.AsyncLoop;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.actuator.reactive.PeriodicRun;
import dev.gleaner.actuator.reactive.SingleFlight;
import dev.gleaner.contracts.audit.AuditEntry;
import dev.gleaner.service.kafka.KafkaClientFactory;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import org.apache.kafka.common.KafkaException;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the audit: recomputes the chain of the database and compares it with the topic, the signed heads, the findings
 * topic and CloudTrail. A full verification checks every entry, since any of them may have been edited in the meantime. Its
 * duration grows with the chain, its memory does not.
 */
@ApplicationScoped
public class AuditVerifier {

    private static final int PAGE = 1000;
    private static final long RECENT = 5000;

    private final Mutiny.SessionFactory sessions;
    private final AuditPublisher publisher;
    private final KafkaClientFactory kafka;
    private final SignedHeadStore folder;
    private final SigningKeyring keys;
    private final CloudTrailEchoConfig echo;
    private final AuditAlarm alarm;
    private final SingleFlight<AuditReport> singleFlight;

    public AuditVerifier(
            Mutiny.SessionFactory sessions,
            AuditPublisher publisher,
            KafkaClientFactory kafka,
            SignedHeadStore folder,
            SigningKeyring keys,
            CloudTrailEchoConfig echo,
            AuditAlarm alarm) {
        this.sessions = sessions;
        this.publisher = publisher;
        this.kafka = kafka;
        this.folder = folder;
        this.keys = keys;
        this.echo = echo;
        this.alarm = alarm;
        this.singleFlight = new SingleFlight<>(Uni.createFrom().deferred(this::verifyEverything));
    }

    /**
     * Verifies everything, after all entries are published by this or another actuator: an entry that Kafka has not acknowledged is not
     * missing. One verification runs at a time; callers during a run share the next one. Fails with {@link NotVerifiableException} if Kafka
     * does not answer, or if nothing is wrong but entries are still not published.
     */
    public Uni<AuditReport> verify() {
        return ContextBoundUni.emitOnContext(singleFlight.next());
    }

    /**
     * Verifies at least this many of the newest entries with the signed heads, without the topics, and returns whether they
     * are intact. It begins at a signed head, if there is one.
     */
    public Uni<Boolean> verifyRecent(long entries) {
        return ContextBoundUni.blocking(folder::files)
                .flatMap(files -> sessions.withTransaction(session -> RepeatableReadIsolation.apply(session)
                        .chain(() -> end(session))
                        .flatMap(end -> verifyRecentPart(session, end, newest(files, end.sequence() - entries)))))
                .invoke(broken -> alarm.recordResult(AuditAlarm.Part.RECENT, broken))
                .map(Optional::isEmpty);
    }

    private Uni<Optional<Map.Entry<Long, String>>> verifyRecentPart(Mutiny.Session session, End end, Newest part) {
        return AuditEntryRepository.findHandovers(session, part.from())
                .map(entries -> entries.stream().map(HeadSigner::headOf).toList())
                .map(handOvers -> new RecentVerification(keys, part.from(), handOvers, folder.read(part.heads())))
                .call(run -> pages(session, part.from() - 1, run::next))
                .flatMap(run -> ContextBoundUni.blocking(() -> run.end(end.sequence(), end.hash(), folder.last())));
    }

    /** Returns the part that begins with the last head up to this sequence; with the sequence itself if there are no heads. */
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
     * The newest part of the chain.
     *
     * @param from sequence of its first entry
     * @param heads files of the heads from there on
     */
    private record Newest(long from, List<Path> heads) {}

    /** End of the chain according to the database. */
    private record End(long sequence, String hash) {}

    private static Uni<End> end(Mutiny.Session session) {
        return session.createNativeQuery("select sequence, hash from audit_head where id = 1", Tuple.class)
                .getSingleResult()
                .map(end -> new End(end.get(0, Number.class).longValue(), end.get(1, String.class)));
    }

    private Uni<AuditReport> verifyEverything() {
        return sessions.withTransaction(DatabaseClock::now)
                .flatMap(now -> publisher
                        .awaitPublished(now)
                        .flatMap(publication -> verify(publication, now.minus(echo.patience()))
                                .invoke(report -> {
                                    requireWhole(report, publication);
                                    alarm.recordResult(AuditAlarm.Part.ALL, report.findFirstBreak());
                                })))
                .onFailure(KafkaException.class)
                .transform(failure -> new NotVerifiableException("Kafka does not answer", failure));
    }

    private Uni<AuditReport> verify(AuditPublisher.Publication publication, Instant echoedBefore) {
        return sessions.withSession(ObservedTrailRepository::check)
                .flatMap(echoes -> ContextBoundUni.blocking(
                        () -> new FullVerification(kafka, folder, keys, echoes, publication.publishedBefore())))
                .flatMap(run -> sessions.withTransaction(session -> verifyInTransaction(session, run, echoedBefore))
                        .eventually(() -> ContextBoundUni.blocking(() -> close(run))));
    }

    /** A break is a break, whatever is not published. */
    private static void requireWhole(AuditReport report, AuditPublisher.Publication publication) {
        if (report.findFirstBreak().isEmpty()) {
            publication.waiting().ifPresent(waiting -> {
                throw new NotVerifiableException(
                        "Kafka does not have " + waiting.entries() + " entries since " + waiting.since()
                                + " yet; nothing else is wrong",
                        null);
            });
        }
    }

    /** The audit cannot be verified now, which says nothing about whether it is intact. */
    public static final class NotVerifiableException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        NotVerifiableException(String why, @Nullable Throwable cause) {
            super("the audit can't be verified now: " + why, cause);
        }
    }

    @Scheduled(every = "${actuator.audit.recent-interval}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    public Uni<Void> tickRecent() {
        return reportFailure(verifyRecent(RECENT), AuditAlarm.Part.RECENT);
    }

    @Scheduled(every = "${actuator.audit.verify-interval}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    public Uni<Void> tickAll() {
        return reportFailure(verify(), AuditAlarm.Part.ALL);
    }

    /** The verification has reported its result to the alarm itself. */
    private Uni<Void> reportFailure(Uni<?> verification, AuditAlarm.Part part) {
        return PeriodicRun.reportFailure(verification, failure -> alarm.recordFailure(part, failure));
    }

    private static boolean close(FullVerification run) {
        run.close();
        return true;
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
        return AuditEntryRepository.rowsAfter(session, after.get(), PAGE)
                .invoke(session::clear)
                .flatMap(rows -> rows.isEmpty()
                        ? Uni.createFrom().item(false)
                        : ContextBoundUni.blocking(() -> take.applyAsLong(rows))
                                .invoke(after::set)
                                .replaceWith(true));
    }

    /** A running full verification. It processes the chain page by page and keeps no page. Blocks. */
    static final class FullVerification implements AutoCloseable {

        private final FirstBreak firstBreak = new FirstBreak();
        private final SignedHeadStore folder;
        private final AuditTopicReader published;
        private final FindingsTopicCheck.TopicReader findings;
        private final SignedHeadCheck heads;
        private final ChainCheck chain;
        private final FindingsTopicCheck findingsTopicCheck;
        private final CloudTrailEchoCheck echoes;

        /**
         * Opens the topics and the heads. This has to be done before the database is read, so that everything in them has to
         * be in the database too.
         *
         * @param publishedBefore older entries have to be in the topic
         */
        FullVerification(
                KafkaClientFactory kafka,
                SignedHeadStore folder,
                SigningKeyring keys,
                CloudTrailEchoCheck echoes,
                Instant publishedBefore) {
            this.folder = folder;
            this.echoes = echoes;
            this.heads = new SignedHeadCheck(
                    firstBreak, new KeyTrust(keys.first().stream().toList()), folder.read(folder.files()));
            this.published = new AuditTopicReader(kafka);
            this.findings = new FindingsTopicCheck.TopicReader(kafka);
            this.findingsTopicCheck = new FindingsTopicCheck(firstBreak, findings);
            this.chain = new ChainCheck(
                    firstBreak, new ChainCheck.PublishedChain(firstBreak, published::next), heads, publishedBefore);
        }

        /** Processes the next rows of the database and returns the sequence of the last. */
        long next(List<AuditRow> page) {
            List<AuditEntry> entries = new ArrayList<>();
            for (AuditRow row : page) {
                try {
                    AuditEntry entry = row.entry();
                    chain.next(entry);
                    echoes.next(entry);
                    entries.add(entry);
                } catch (IllegalArgumentException | UncheckedIOException e) {
                    chain.unreadable(row.sequence());
                }
            }
            findingsTopicCheck.next(entries);
            return chain.lastSequence();
        }

        /** Ends the verification at the end of the chain according to the database. */
        AuditReport end(long sequence, String hash, Instant echoedBefore) {
            FindingsTopicCheck.Report seen = findingsTopicCheck.end();
            heads.requireInFolder(folder.last());
            ChainCheck.Report report = chain.end(sequence, hash);
            CloudTrailEchoCheck.Report echoed = echoes.end(echoedBefore);
            Optional<Map.Entry<Long, String>> first = firstBreak.first();
            return new AuditReport(
                    report.entries(),
                    report.intact(),
                    report.firstBroken(),
                    first.map(Map.Entry::getValue).orElse(null),
                    heads.witnessed(),
                    seen,
                    echoed.unechoed(),
                    echoed.untraced(),
                    echoed.unknown());
        }

        @Override
        public void close() {
            published.close();
            findings.close();
        }
    }

    /**
     * A running verification of the newest part of the chain, from an older signed head on, whose hash covers everything
     * before. Topics are not read. Blocks.
     */
    static final class RecentVerification {

        private final FirstBreak firstBreak = new FirstBreak();
        private final SignedHeadCheck heads;
        private final ChainCheck chain;
        private final long from;
        private boolean hasBegun;

        /**
         * Begins at an entry.
         *
         * @param handOvers earlier heads in the chain that name the next key
         * @param outside heads of the folder from this entry on
         */
        RecentVerification(SigningKeyring keys, long from, List<SignedHead> handOvers, Iterator<SignedHead> outside) {
            KeyTrust trust = new KeyTrust(keys.first().stream().toList());
            handOvers.forEach(head ->
                    trust.accept(head).ifPresent(wrong -> firstBreak.add(Math.max(head.sequence(), 1), wrong)));
            this.from = from;
            this.heads = new SignedHeadCheck(firstBreak, trust, outside);
            this.chain = new ChainCheck(firstBreak, new ChainCheck.PublishedChain(firstBreak), heads, Instant.MIN);
        }

        /** Processes the next rows of the database and returns the sequence of the last. */
        long next(List<AuditRow> page) {
            page.forEach(this::next);
            return chain.lastSequence();
        }

        /**
         * Ends the verification at the end of the chain according to the database, and returns the first break.
         *
         * @param last the last head of the folder
         */
        Optional<Map.Entry<Long, String>> end(long sequence, String hash, Optional<SignedHead> last) {
            heads.requireInFolder(last);
            ChainCheck.Report unused = chain.end(sequence, hash);
            return firstBreak.first();
        }

        private void next(AuditRow row) {
            AuditEntry entry;
            try {
                entry = row.entry();
            } catch (RuntimeException e) {
                begin(null);
                chain.unreadable(row.sequence());
                return;
            }
            begin(entry);
            chain.next(entry);
        }

        private void begin(@Nullable AuditEntry entry) {
            if (!hasBegun && from > 1) {
                chain.startAfter(from - 1, entry == null ? "" : entry.previous());
            }
            hasBegun = true;
        }
    }
}
