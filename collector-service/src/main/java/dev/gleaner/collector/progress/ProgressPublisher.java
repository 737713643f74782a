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
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Tells every partition how far the sources are complete. */
@ApplicationScoped
public class ProgressPublisher {

    /** How long a stop waits for what is being published, and for Kafka to take the last report. */
    private static final Duration GOODBYE = Duration.ofSeconds(5);

    private final SourceProgressTracker book;
    private final Duration repeatedFor;
    private final BackfillTracker backfill;
    private final KafkaPublisher publisher;
    private final SourceLagTracker lag;
    private final MeterRegistry registry;
    private final Clock clock;
    private final Set<String> shown = ConcurrentHashMap.newKeySet();
    private boolean ended;

    ProgressPublisher(
            ProgressConfig config,
            BackfillTracker backfill,
            KafkaPublisher publisher,
            SourceLagTracker lag,
            MeterRegistry registry,
            Clock clock) {
        this.book =
                new SourceProgressTracker(config.reporter().orElseGet(ProgressPublisher::host), config.repeatedFor());
        this.repeatedFor = config.repeatedFor();
        this.backfill = backfill;
        this.publisher = publisher;
        this.lag = lag;
        this.registry = registry;
        this.clock = clock;
    }

    /**
     * Call only after Kafka has acknowledged every signal of this stretch up to and including this time. What lies ahead of our
     * clock is refused, however a source came to it: progress never goes back.
     */
    public void advance(SourceScope sourceScope, Instant through) {
        if (isPossible(sourceScope, through)) {
            book.advance(sourceScope, inMillis(through));
            lag.advance(sourceScope, through);
        }
    }

    /**
     * The same of a stretch whose deliveries are shared with other collectors: it is complete as far as all of them are. What is
     * outstanding at any of them holds it back.
     *
     * @param newest the time of the newest that came
     * @param settling how old what comes is at most
     */
    public void advanceShared(SourceScope sourceScope, Instant newest, Duration settling) {
        Instant through = newest.minus(settling);
        if (isPossible(sourceScope, through)) {
            book.advanceShared(sourceScope, inMillis(through), settling);
            book.completeThrough(sourceScope).ifPresent(complete -> lag.advance(sourceScope, complete));
        }
    }

    /**
     * To be called before anything of a delivery is published. Until it is in Kafka, or nobody sends it any more, its stretches are
     * not told to be complete beyond what is in it.
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
        if (backfill.isComplete()) {
            publish(book.unpublishedProgress(clock.instant()));
        }
    }

    /** After the sources that end with the application have published what they had. */
    void stop(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) ShutdownEvent event) throws InterruptedException {
        book.close(GOODBYE);
        Thread goodbye = new Thread(this::end, "progress-end");
        goodbye.setDaemon(true);
        goodbye.start();
        goodbye.join(GOODBYE.toMillis());
    }

    private synchronized void end() {
        if (backfill.isComplete()) {
            publish(book.finalProgress(clock.instant()));
        }
        ended = true;
    }

    private synchronized void publish(Optional<Progress> progress) {
        if (progress.isEmpty() || ended) {
            return;
        }
        try {
            publisher.publishToEveryPartition(Signal.newBuilder()
                    .setObservedAt(clock.millis())
                    .setProgress(progress.get())
                    .build());
            book.markPublished(progress.get());
            progress.get().getSourcesList().forEach(this::updateLag);
        } catch (RuntimeException e) {
            Log.errorf(e, "Progress could not be told; it is tried again");
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

    /** Signals and progress carry milliseconds: a part of one must not look like a move. */
    private static Instant inMillis(Instant time) {
        return Instant.ofEpochMilli(time.toEpochMilli());
    }

    /** One without a name gets one that is nobody else's, at the price that it is another after a restart. */
    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return UUID.randomUUID().toString();
        }
    }

    /** That a delivery is here. One that is closed without having been taken is outstanding until it is sent again. */
    public final class Receipt implements AutoCloseable {

        private final PushedDelivery delivery;
        private boolean taken;

        private Receipt(PushedDelivery delivery) {
            this.delivery = delivery;
        }

        /** Kafka has acknowledged all of it, and what it brought is told by {@link #advanceShared}. */
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
