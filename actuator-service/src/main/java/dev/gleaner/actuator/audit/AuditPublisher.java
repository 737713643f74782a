package dev.gleaner.actuator.audit;

import dev.gleaner.actuator.database.DatabaseLease;
import dev.gleaner.actuator.database.LeaseOwner;
import dev.gleaner.actuator.reactive.AsyncLoop;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.actuator.reactive.PeriodicRun;
import dev.gleaner.contracts.audit.AuditEntry;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the chain to Kafka in order, then marks the published entries. A crash in between repeats entries, which readers
 * recognise by their sequence.
 */
@ApplicationScoped
public class AuditPublisher {

    private static final int BATCH = 500;
    private static final Duration POLL_INTERVAL = Duration.ofMillis(500);

    private final Mutiny.SessionFactory sessions;
    private final AuditConfig config;
    private final DatabaseLease lease;
    private final AuditTopicWriter topic;
    private @Nullable Uni<Boolean> underWay;

    AuditPublisher(Mutiny.SessionFactory sessions, AuditConfig config, LeaseOwner owner, AuditTopicWriter topic) {
        this.sessions = sessions;
        this.config = config;
        this.lease = new DatabaseLease(sessions, owner, "audit_publisher", config.publisherLease());
        this.topic = topic;
    }

    @Scheduled(every = "${actuator.audit.publish-interval}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> tick() {
        return PeriodicRun.reportFailure(
                publish(), failure -> Log.warn("The audit can't be published now; it will be tried again", failure));
    }

    /** Publishes all new entries; returns false if another actuator does so. Concurrent callers share one run. */
    public Uni<Boolean> publish() {
        return ContextBoundUni.emitOnContext(Uni.createFrom().deferred(this::joinOrStartRun));
    }

    private synchronized Uni<Boolean> joinOrStartRun() {
        if (underWay == null) {
            underWay = acquireLease()
                    .flatMap(held ->
                            held ? drain().replaceWith(true) : Uni.createFrom().item(false))
                    .onTermination()
                    .invoke(this::clearRun)
                    .memoize()
                    .indefinitely();
        }
        return underWay;
    }

    private synchronized void clearRun() {
        underWay = null;
    }

    private Uni<Boolean> acquireLease() {
        return lease.acquireOrRenew().flatMap(outcome -> switch (outcome) {
            case NOT_HELD -> ContextBoundUni.blocking(() -> release());
            case ACQUIRED -> ContextBoundUni.blocking(() -> fence());
            case RENEWED -> Uni.createFrom().item(true);
        });
    }

    private boolean fence() {
        topic.fence();
        return true;
    }

    private boolean release() {
        topic.close();
        return false;
    }

    private Uni<Void> drain() {
        return AsyncLoop.repeatWhileTrue(() -> unpublished()
                .flatMap(entries -> entries.isEmpty()
                        ? Uni.createFrom().item(false)
                        : send(entries).chain(() -> mark(entries)).replaceWith(true)));
    }

    private Uni<List<AuditEntry>> unpublished() {
        return sessions.withTransaction(session -> AuditEntryRepository.findUnpublished(session, BATCH));
    }

    private Uni<Void> send(List<AuditEntry> entries) {
        return ContextBoundUni.blocking(() -> {
                    topic.append(entries);
                    return true;
                })
                .replaceWithVoid();
    }

    private Uni<Void> mark(List<AuditEntry> entries) {
        return sessions.withTransaction(session -> AuditEntryRepository.markPublished(
                session,
                entries.get(0).sequence(),
                entries.get(entries.size() - 1).sequence()));
    }

    /**
     * Publishes the entries up to this time, or waits until another actuator has published them: at most as long as the
     * lease of one that stopped is valid.
     */
    public Uni<Publication> awaitPublished(Instant through) {
        long polls = config.publisherLease().plus(config.grace()).dividedBy(POLL_INTERVAL) + 1;
        return ContextBoundUni.emitOnContext(Uni.createFrom()
                .deferred(() -> publishAndCountUnpublished(through))
                .repeat()
                .withDelay(POLL_INTERVAL)
                .until(left -> left == 0)
                .select()
                .first(polls)
                .collect()
                .last()
                .chain(() -> sessions.withSession(session -> AuditEntryRepository.findUnpublished(session, through)))
                .map(waiting -> new Publication(through.minus(config.grace()), waiting)));
    }

    /**
     * What is published at a time.
     *
     * @param graceEnd time before which entries have to be in the topic, unless Kafka has not taken them
     * @param waiting the entries that Kafka has not acknowledged; absent if there are none
     */
    public record Publication(Instant graceEnd, Optional<Waiting> waiting) {

        /** The time before which each entry is in the topic. */
        public Instant publishedBefore() {
            return waiting.map(Waiting::since)
                    .filter(since -> since.isBefore(graceEnd))
                    .orElse(graceEnd);
        }
    }

    /** Entries that Kafka has not acknowledged, the oldest of this time. */
    public record Waiting(long entries, Instant since) {}

    /**
     * Counts even after a run that published all it found: a run that was under way may have looked before the entries
     * were written. A failure does not stop the caller: what keeps an entry from being published is what a verification has
     * to report.
     */
    private Uni<Long> publishAndCountUnpublished(Instant through) {
        return publish()
                .flatMap(published -> countUnpublished(through))
                .onFailure()
                .invoke(failure -> Log.warn("The audit is verified although it can't be published", failure))
                .onFailure()
                .recoverWithItem(0L);
    }

    private Uni<Long> countUnpublished(Instant through) {
        return sessions.withSession(session -> AuditEntryRepository.countUnpublished(session, through));
    }
}
