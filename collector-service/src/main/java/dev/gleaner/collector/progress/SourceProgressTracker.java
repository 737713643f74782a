package dev.gleaner.collector.progress;

import dev.gleaner.contracts.signal.proto.Progress;
import dev.gleaner.contracts.signal.proto.SourceProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Up to when each stretch is complete, and which of it has not been told yet. Never goes back. */
final class SourceProgressTracker {

    private static final Comparator<SourceProgress> ORDER = Comparator.comparing(SourceProgress::getSource)
            .thenComparing(SourceProgress::getAccount)
            .thenComparing(SourceProgress::getRegion);

    private final String reporter;
    private final Duration repeatedFor;
    private final Map<SourceScope, Instant> through = new HashMap<>();
    private final Map<SourceScope, Duration> shared = new HashMap<>();
    private final Map<SourceScope, SourceProgress> markPublished = new HashMap<>();
    private final OutstandingDeliveries outstanding;
    private boolean closed;

    /**
     * An empty book.
     *
     * @param reporter who tells of deliveries that several collectors share
     * @param repeatedFor how long a delivery is sent again that was not taken
     */
    SourceProgressTracker(String reporter, Duration repeatedFor) {
        this.reporter = reporter;
        this.repeatedFor = repeatedFor;
        this.outstanding = new OutstandingDeliveries(repeatedFor);
    }

    /** A stretch of which this collector reads all there is. */
    synchronized void advance(SourceScope sourceScope, Instant until) {
        through.merge(sourceScope, until, (old, other) -> old.isAfter(other) ? old : other);
    }

    /** A stretch whose deliveries several collectors share; what comes is at most that old. */
    synchronized void advanceShared(SourceScope sourceScope, Instant until, Duration settling) {
        shared.put(sourceScope, settling);
        advance(sourceScope, until);
    }

    /** Up to when a stretch is complete; empty before anything of it is known. */
    synchronized Optional<Instant> completeThrough(SourceScope sourceScope) {
        return Optional.ofNullable(through.get(sourceScope)).map(until -> {
            Instant held = outstanding
                    .completenessLimit(sourceScope)
                    .filter(until::isAfter)
                    .orElse(until);
            SourceProgress last = markPublished.get(sourceScope);
            Instant before = last == null ? Instant.MIN : Instant.ofEpochMilli(last.getThrough());
            return held.isAfter(before) ? held : before;
        });
    }

    /** A delivery is going to be published. */
    synchronized void begin(PushedDelivery delivery) {
        if (closed) {
            throw new IllegalStateException("the collector stops and takes nothing more");
        }
        outstanding.begin(delivery, this::completeThrough);
    }

    /** All of a delivery is in Kafka. */
    synchronized void markAcknowledged(PushedDelivery delivery) {
        outstanding.markAcknowledged(delivery);
        notifyAll();
    }

    /** A delivery could not be published. */
    synchronized void markFailed(PushedDelivery delivery, Instant now) {
        outstanding.markFailed(delivery, now);
        notifyAll();
    }

    /** How many deliveries of a source are outstanding. */
    synchronized long outstanding(String source) {
        return outstanding.count(source);
    }

    /** Forgets the deliveries that nobody sends any more, and returns them. */
    synchronized List<PushedDelivery> discardExpired(Instant now) {
        return outstanding.removeExpired(now);
    }

    /** What moved since it was last told; of what is shared, that nothing is outstanding moves on with the clock. */
    synchronized Optional<Progress> unpublishedProgress(Instant now) {
        return progress(through.keySet().stream()
                .map(sourceScope -> report(sourceScope, now))
                .filter(report -> !report.equals(markPublished.get(stretch(report)))));
    }

    /** Takes no more deliveries, and waits so long until none is being published. */
    synchronized void close(Duration patience) throws InterruptedException {
        closed = true;
        long deadline = System.nanoTime() + patience.toNanos();
        long left = patience.toMillis();
        while (outstanding.isBusy() && left > 0) {
            wait(left);
            left = (deadline - System.nanoTime()) / 1_000_000;
        }
    }

    /** What is said for the last time: of the stretches of which nothing is outstanding, that others are not to wait for us. */
    synchronized Optional<Progress> finalProgress(Instant now) {
        return progress(markPublished.keySet().stream()
                .filter(shared::containsKey)
                .filter(sourceScope ->
                        outstanding.completenessLimit(sourceScope).isEmpty())
                .map(sourceScope ->
                        report(sourceScope, now).toBuilder().setEnded(true).build()));
    }

    /** This has been told to everybody. */
    synchronized void markPublished(Progress progress) {
        progress.getSourcesList().forEach(report -> markPublished.put(stretch(report), report));
    }

    private SourceProgress report(SourceScope sourceScope, Instant now) {
        SourceProgress.Builder report = SourceProgress.newBuilder()
                .setSource(sourceScope.source())
                .setAccount(sourceScope.account())
                .setRegion(sourceScope.region())
                .setThrough(completeThrough(sourceScope).orElseThrow().toEpochMilli());
        Optional.ofNullable(shared.get(sourceScope))
                .ifPresent(settling -> report.setReporter(reporter)
                        .setClear(clear(sourceScope, now.minus(settling)).toEpochMilli())
                        .setRepeatedFor(repeatedFor.toMillis()));
        return report.build();
    }

    private Instant clear(SourceScope sourceScope, Instant settled) {
        return outstanding
                .completenessLimit(sourceScope)
                .filter(settled::isAfter)
                .orElse(settled);
    }

    private static Optional<Progress> progress(Stream<SourceProgress> reports) {
        List<SourceProgress> sorted = reports.sorted(ORDER).toList();
        return sorted.isEmpty()
                ? Optional.empty()
                : Optional.of(Progress.newBuilder().addAllSources(sorted).build());
    }

    private static SourceScope stretch(SourceProgress report) {
        return new SourceScope(report.getSource(), report.getAccount(), report.getRegion());
    }
}
