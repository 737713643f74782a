package dev.gleaner.collector.progress;

import dev.gleaner.collector.kafka.KafkaPublisher;
import dev.gleaner.contracts.signal.proto.Progress;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.signal.proto.SourceProgress;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Publishes to every partition up to when each source is complete. */
@ApplicationScoped
public class ProgressPublisher {

    /** Longest time that a stop waits for running publications, and for Kafka to acknowledge the last report. */
    private static final Duration GOODBYE = Duration.ofSeconds(5);

    private final SourceProgressTracker book;
    private final Duration repeatedFor;
    private final BackfillTracker backfill;
    private final KafkaPublisher publisher;
    private final SourceLagTracker lag;
    private final MeterRegistry registry;
    private final Clock clock;
    private final Set<String> shown = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Instant lastRun;
    private boolean ended;

    ProgressPublisher(
            ProgressConfig config,
            BackfillTracker backfill,
            KafkaPublisher publisher,
            SourceLagTracker lag,
            MeterRegistry registry,
            Clock clock) {
        this.book = new SourceProgressTracker(CollectorName.of(config), config.repeatedFor());
        this.repeatedFor = config.repeatedFor();
        this.backfill = backfill;
        this.publisher = publisher;
        this.lag = lag;
        this.registry = registry;
        this.clock = clock;
    }

    /**
     * Advances a scope; to be called only after Kafka has acknowledged every signal of the scope up to and including
     * this time. A time ahead of our clock is refused, because progress never decreases.
     */
    public void advance(SourceScope sourceScope, Instant through) {
        if (isPossible(sourceScope, through)) {
            book.advance(sourceScope, inMillis(through));
            lag.advance(sourceScope, through);
        }
    }

    /**
     * Advances a scope whose deliveries are shared with other collectors. It is complete as far as all collectors
     * report; outstanding deliveries of any of them hold it back.
     *
     * @param newest time of the newest data received
     * @param settling longest delay of data
     */
    public void advanceShared(SourceScope sourceScope, Instant newest, Duration settling) {
        Instant through = newest.minus(settling);
        if (isPossible(sourceScope, through)) {
            book.advanceShared(sourceScope, inMillis(through), settling);
            book.completeThrough(sourceScope).ifPresent(complete -> lag.advance(sourceScope, complete));
        }
    }

    /**
     * To be called before anything of a delivery is published. Progress does not pass the data of the delivery until
     * Kafka has acknowledged it, or until it is no longer sent again.
     */
    public Receipt receive(PushedDelivery delivery) {
        if (shown.add(delivery.source())) {
            Gauge.builder("gleaner.collector.outstanding", () -> book.outstanding(delivery.source()))
                    .tag("source", delivery.source())
                    .register(registry);
        }
        book.begin(delivery);
        return new Receipt(delivery);
    }

    @Scheduled(
            identity = "progress",
            every = "${collector.progress.interval}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void publish() {
        discardUnrepeated();
        if (!backfill.isComplete() || publish(book.unpublishedProgress(clock.instant()))) {
            lastRun = clock.instant();
        }
    }

    /** When the progress was published last, or there was none to publish; empty before. */
    Optional<Instant> lastRun() {
        return Optional.ofNullable(lastRun);
    }

    /** Runs after the sources that stop with the application have published their last data. */
    void stop(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) ShutdownEvent event) throws InterruptedException {
        book.close(GOODBYE);
        TimeLimitedTask.run("progress-end", GOODBYE, this::end);
    }

    private synchronized void end() {
        if (backfill.isComplete()) {
            publish(book.finalProgress(clock.instant()));
        }
        ended = true;
    }

    /** Returns whether nothing is left to publish. */
    private synchronized boolean publish(Optional<Progress> progress) {
        if (progress.isEmpty() || ended) {
            return true;
        }
        try {
            publisher.publishToEveryPartition(Signal.newBuilder()
                    .setObservedAt(clock.millis())
                    .setProgress(progress.get())
                    .build());
            book.markPublished(progress.get());
            progress.get().getSourcesList().forEach(this::updateLag);
            return true;
        } catch (RuntimeException e) {
            Log.errorf(e, "Progress could not be published; it will be retried");
            return false;
        }
    }

    private void updateLag(SourceProgress report) {
        lag.advance(
                new SourceScope(report.getSource(), report.getAccount(), report.getRegion()),
                Instant.ofEpochMilli(report.getThrough()));
    }

    private void discardUnrepeated() {
        for (PushedDelivery delivery : book.discardExpired(clock.instant())) {
            registry.counter("gleaner.collector.not.repeated", "source", delivery.source())
                    .increment();
            Log.warnf(
                    "Delivery %s of %s could not be published and was not repeated within %s: progress passes it, as"
                            + " of %s",
                    delivery.id(), delivery.source(), repeatedFor, delivery.oldest());
        }
    }

    private boolean isPossible(SourceScope sourceScope, Instant through) {
        boolean possible = !ClockSkew.isExceeded(through, clock.instant());
        if (!possible) {
            Log.errorf("Progress of %s to %s is refused: it lies ahead of this clock", sourceScope, through);
        }
        return possible;
    }

    /** Signals and progress have millisecond resolution; a smaller difference must not count as progress. */
    private static Instant inMillis(Instant time) {
        return Instant.ofEpochMilli(time.toEpochMilli());
    }

    /**
     * Marks a delivery as received. If it is closed without {@link #taken}, the delivery is outstanding until it is
     * sent again.
     */
    public final class Receipt implements AutoCloseable {

        private final PushedDelivery delivery;
        private boolean taken;

        private Receipt(PushedDelivery delivery) {
            this.delivery = delivery;
        }

        /** Kafka has acknowledged the delivery, and {@link #advanceShared} was called for its data. */
        public void taken() {
            taken = true;
        }

        @Override
        public void close() {
            if (taken) {
                book.markAcknowledged(delivery);
            } else {
                book.markFailed(delivery, clock.instant());
            }
        }
    }
}
