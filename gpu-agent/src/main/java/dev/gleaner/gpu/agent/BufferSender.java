package dev.gleaner.gpu.agent;

import dev.gleaner.gpu.buffer.DiskBuffer;
import dev.gleaner.gpu.smi.ExponentialBackoff;
import dev.gleaner.gpu.smi.StateChangeLog;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Sends what waits, the oldest first, and waits longer from time to time while the collector takes nothing. */
final class BufferSender {

    private static final String COLLECTOR = "collector";
    private static final String BUFFER = "buffer";
    private static final Duration LOOK = Duration.ofMinutes(1);

    private final DiskBuffer buffer;
    private final CollectorClient collector;
    private final AgentMetrics counts;
    private final MetricsFile metrics;
    private final StateChangeLog journal;
    private final Clock clock;
    private final ExponentialBackoff backoff;
    private final Semaphore more = new Semaphore(0);
    private volatile boolean finishing;

    /** @param longestPause between two tries */
    BufferSender(
            DiskBuffer buffer,
            CollectorClient collector,
            AgentMetrics counts,
            MetricsFile metrics,
            StateChangeLog journal,
            Clock clock,
            Duration longestPause) {
        this.buffer = buffer;
        this.collector = collector;
        this.counts = counts;
        this.metrics = metrics;
        this.journal = journal;
        this.clock = clock;
        this.backoff = new ExponentialBackoff(longestPause);
    }

    /** Something was added to the buffer. */
    void wake() {
        more.release();
    }

    /** Has {@link #run} return once nothing waits, or while the collector takes nothing. */
    void finish() {
        finishing = true;
        wake();
    }

    void run() throws InterruptedException {
        while (true) {
            Optional<DiskBuffer.Entry> oldest = oldest();
            Optional<Duration> pause = oldest.isPresent() ? send(oldest.get()) : Optional.empty();
            if (finishing && (oldest.isEmpty() || pause.isPresent())) {
                return;
            }
            if (oldest.isEmpty()) {
                awaitMore();
            } else if (pause.isPresent() && !pause(pause.get())) {
                return;
            }
        }
    }

    private Optional<DiskBuffer.Entry> oldest() {
        try {
            return buffer.oldest();
        } catch (IOException e) {
            journal.reportProblem(BUFFER, "the buffer can't be read: " + e);
            return Optional.empty();
        }
    }

    /** Absent when the next may follow at once. */
    private Optional<Duration> send(DiskBuffer.Entry minute) throws InterruptedException {
        try {
            CollectorClient.Response answer = collector.post(minute.bytes());
            return settle(minute, answer);
        } catch (IOException e) {
            String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            journal.reportProblem(COLLECTOR, "could not send, minutes wait: " + why);
            return Optional.of(backoff.next());
        } finally {
            metrics.write();
        }
    }

    private Optional<Duration> settle(DiskBuffer.Entry minute, CollectorClient.Response answer) {
        switch (answer.kind()) {
            case TAKEN -> {
                done(minute);
                counts.sent(clock.instant());
                journal.reportHealthy(COLLECTOR, "the collector takes what is sent");
                backoff.reset();
                return Optional.empty();
            }
            case UNREADABLE -> {
                done(minute);
                counts.refused();
                journal.reportProblem(COLLECTOR, "the collector can't read a minute and never will" + said(answer));
                return Optional.empty();
            }
            case NOT_LET_IN ->
                journal.reportProblem(
                        COLLECTOR, "the collector does not accept the token, minutes wait" + said(answer));
            case BUSY -> journal.reportProblem(COLLECTOR, "the collector is busy, minutes wait" + said(answer));
            case STRANGE ->
                journal.reportProblem(COLLECTOR, "is this the collector? It answers" + said(answer) + "; minutes wait");
        }
        Duration own = backoff.next();
        return Optional.of(
                answer.patience().filter(wish -> wish.compareTo(own) > 0).orElse(own));
    }

    private static String said(CollectorClient.Response answer) {
        return " (" + answer.status() + ")" + (answer.reason().isEmpty() ? "" : ": " + answer.reason());
    }

    private void done(DiskBuffer.Entry minute) {
        try {
            buffer.acknowledge(minute);
        } catch (IOException e) {
            journal.reportProblem(BUFFER, "can't write down what was sent, it may come twice: " + e);
        }
    }

    /** False when there is no time for another try. */
    private boolean pause(Duration pause) throws InterruptedException {
        long end = System.nanoTime() + pause.toNanos();
        for (long left = pause.toNanos(); left > 0 && !finishing; left = end - System.nanoTime()) {
            boolean unused = more.tryAcquire(left, TimeUnit.NANOSECONDS);
        }
        return !finishing;
    }

    /** Looks by itself at times: reading the buffer may have failed. */
    private void awaitMore() throws InterruptedException {
        boolean unused = more.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        more.drainPermits();
    }
}
