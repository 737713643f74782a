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
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Compares the places that the audit lies in, database, topic and signed heads, and what it tells of with the topic of
 * the findings. Every call checks everything: what was right yesterday may have been edited today. It takes time with
 * the length of the chain, but no more memory.
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
     * Publishes what is not published, then checks everything. While another actuator is to publish, or one that is gone
     * still holds the lease to do so, it waits for that: what is not published yet is not missing. However many ask,
     * one verification runs at a time; who asks while one runs shares the next with all who do.
     */
    public Uni<AuditReport> verify() {
        return ContextBoundUni.emitOnContext(singleFlight.next());
    }

    /**
     * Verifies so many of the newest entries and a few more against the database and the signed heads, and returns whether
     * they are intact. It begins with a signed head, where there is one.
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
                .flatMap(now -> publisher
                        .awaitPublished(now)
                        .flatMap(publishedBefore -> sessions.withSession(ObservedTrailRepository::check)
                                .flatMap(echoes -> ContextBoundUni.blocking(
                                        () -> new FullVerification(kafka, folder, keys, echoes, publishedBefore))))
                        .flatMap(run -> sessions.withTransaction(
                                        session -> verifyInTransaction(session, run, now.minus(echo.patience())))
                                .eventually(() -> ContextBoundUni.blocking(() -> close(run)))))
                .invoke(report -> alarm.recordResult(AuditAlarm.Part.ALL, report.findFirstBreak()));
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
        return verification
                .onFailure()
                .invoke(failure -> alarm.recordFailure(part, failure))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
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

    /** One verification of everything, under way. It takes the chain page by page and keeps none of it. Blocks. */
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
         * Opens what lies outside of the database. That is done before the database is read, so that all it holds has to be
         * in the database too.
         *
         * @param publishedBefore entries that are older have to be in the topic
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

        /** Takes the next rows of the database; the sequence of the last. */
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

        /** Ends where the database says that the chain ends. */
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
     * A verification of the newest part of the chain, under way: from a signed head that is some time old on. The hash in that
     * head stands for all that was before. Topics are not read. Blocks.
     */
    static final class RecentVerification {

        private final FirstBreak firstBreak = new FirstBreak();
        private final SignedHeadCheck heads;
        private final ChainCheck chain;
        private final long from;
        private boolean hasBegun;

        /**
         * Begins with an entry.
         *
         * @param handOvers the heads in the chain before it that name another key
         * @param outside the heads that were laid down about it and what comes after it
         */
        RecentVerification(SigningKeyring keys, long from, List<SignedHead> handOvers, Iterator<SignedHead> outside) {
            KeyTrust trust = new KeyTrust(keys.first().stream().toList());
            handOvers.forEach(head ->
                    trust.accept(head).ifPresent(wrong -> firstBreak.add(Math.max(head.sequence(), 1), wrong)));
            this.from = from;
            this.heads = new SignedHeadCheck(firstBreak, trust, outside);
            this.chain = new ChainCheck(firstBreak, new ChainCheck.PublishedChain(firstBreak), heads, Instant.MIN);
        }

        /** Takes the next rows of the database; the sequence of the last. */
        long next(List<AuditRow> page) {
            page.forEach(this::next);
            return chain.lastSequence();
        }

        /** Ends where the database says that the chain ends; what is broken. {@code last} is the last head outside. */
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
