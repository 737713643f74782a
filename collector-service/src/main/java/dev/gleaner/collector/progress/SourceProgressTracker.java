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

/** Up to when each scope is complete, and which of that has not been published yet. It never decreases. */
final class SourceProgressTracker {

    private static final Comparator<SourceProgress> ORDER = Comparator.comparing(SourceProgress::getSource)
            .thenComparing(SourceProgress::getAccount)
            .thenComparing(SourceProgress::getRegion);

    private final String reporter;
    private final Duration repeatedFor;
    private final Map<SourceScope, Instant> through = new HashMap<>();
    private final Map<SourceScope, Duration> shared = new HashMap<>();
    private final Map<SourceScope, SourceProgress> published = new HashMap<>();
    private final OutstandingDeliveries outstanding;
    private boolean closed;

    /**
     * A tracker without any progress.
     *
     * @param reporter name of this collector in reports about shared deliveries
     * @param repeatedFor time for which a failed delivery is sent again
     */
    SourceProgressTracker(String reporter, Duration repeatedFor) {
        this.reporter = reporter;
        this.repeatedFor = repeatedFor;
        this.outstanding = new OutstandingDeliveries(repeatedFor);
    }

    /** Advances a scope that only this collector reads. */
    synchronized void advance(SourceScope sourceScope, Instant until) {
        through.merge(sourceScope, until, (old, other) -> old.isAfter(other) ? old : other);
    }

    /** Advances a scope whose deliveries several collectors share. */
    synchronized void advanceShared(SourceScope sourceScope, Instant until, Duration settling) {
        shared.put(sourceScope, settling);
        advance(sourceScope, until);
    }

    /** Up to when a scope is complete; empty if unknown. */
    synchronized Optional<Instant> completeThrough(SourceScope sourceScope) {
        return Optional.ofNullable(through.get(sourceScope)).map(until -> {
            Instant held = outstanding
                    .completenessLimit(sourceScope)
                    .filter(until::isAfter)
                    .orElse(until);
            SourceProgress last = published.get(sourceScope);
            Instant before = last == null ? Instant.MIN : Instant.ofEpochMilli(last.getThrough());
            return held.isAfter(before) ? held : before;
        });
    }

    /** Adds a delivery before it is published. */
    synchronized void begin(PushedDelivery delivery) {
        if (closed) {
            throw new IllegalStateException("the collector is stopping and accepts no more deliveries");
        }
        outstanding.begin(delivery, this::completeThrough);
    }

    /** Records that all of a delivery is in Kafka. */
    synchronized void markAcknowledged(PushedDelivery delivery) {
        outstanding.markAcknowledged(delivery);
        notifyAll();
    }

    /** Records that a delivery could not be published. */
    synchronized void markFailed(PushedDelivery delivery, Instant now) {
        outstanding.markFailed(delivery, now);
        notifyAll();
    }

    /** Number of outstanding deliveries of a source. */
    synchronized long outstanding(String source) {
        return outstanding.count(source);
    }

    /** Removes and returns the deliveries that are no longer sent again. */
    synchronized List<PushedDelivery> discardExpired(Instant now) {
        return outstanding.removeExpired(now);
    }

    /** Progress since the last report. Shared scopes without outstanding deliveries advance with the clock. */
    synchronized Optional<Progress> unpublishedProgress(Instant now) {
        return progress(through.keySet().stream()
                .map(sourceScope -> report(sourceScope, now))
                .filter(report -> !report.equals(published.get(scope(report)))));
    }

    /** Refuses further deliveries, and waits up to this time until none is being published. */
    synchronized void close(Duration patience) throws InterruptedException {
        closed = true;
        long deadline = System.nanoTime() + patience.toNanos();
        long left = patience.toMillis();
        while (outstanding.isBusy() && left > 0) {
            wait(left);
            left = (deadline - System.nanoTime()) / 1_000_000;
        }
    }

    /** The last report: other collectors need not wait for us in scopes without outstanding deliveries. */
    synchronized Optional<Progress> finalProgress(Instant now) {
        return progress(published.keySet().stream()
                .filter(shared::containsKey)
                .filter(sourceScope ->
                        outstanding.completenessLimit(sourceScope).isEmpty())
                .map(sourceScope ->
                        report(sourceScope, now).toBuilder().setEnded(true).build()));
    }

    /** Records that this report has been published. */
    synchronized void markPublished(Progress progress) {
        progress.getSourcesList().forEach(report -> published.put(scope(report), report));
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

    private static SourceScope scope(SourceProgress report) {
        return new SourceScope(report.getSource(), report.getAccount(), report.getRegion());
    }
}
