package dev.gleaner.collector.progress;

import dev.gleaner.collector.publish.Publisher;
import dev.gleaner.contracts.signal.Progress;
import dev.gleaner.contracts.signal.Signal;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;

/** Tells every partition how far the sources are complete. */
@ApplicationScoped
public class ProgressOwner {

    private final ProgressBook book = new ProgressBook();
    private final Backfill backfill;
    private final Publisher publisher;
    private final Lag lag;
    private final Clock clock;

    ProgressOwner(Backfill backfill, Publisher publisher, Lag lag, Clock clock) {
        this.backfill = backfill;
        this.publisher = publisher;
        this.lag = lag;
        this.clock = clock;
    }

    /**
     * Call only after Kafka has acknowledged every signal of this stretch up to and including this time. What lies ahead of our
     * clock is refused, however a source came to it: progress never goes back.
     */
    public void advance(Stretch stretch, Instant through) {
        if (ClockSkew.isExceeded(through, clock.instant())) {
            Log.errorf("Progress of %s to %s is refused: it lies ahead of this clock", stretch, through);
            return;
        }
        // Signals and progress carry milliseconds: a part of one must not look like a move.
        book.advance(stretch, Instant.ofEpochMilli(through.toEpochMilli()));
        lag.advance(stretch, through);
    }

    @Scheduled(
            identity = "progress",
            every = "${collector.progress.interval}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void tell() {
        if (backfill.isOver()) {
            book.moved().ifPresent(this::tell);
        }
    }

    private void tell(Progress progress) {
        try {
            publisher.toEveryPartition(Signal.newBuilder()
                    .setObservedAt(clock.millis())
                    .setProgress(progress)
                    .build());
            book.told(progress);
        } catch (RuntimeException e) {
            Log.errorf(e, "Progress could not be told; it is tried again");
        }
    }
}
