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

/** Sends the buffered minutes, the oldest first, and backs off while the collector accepts none. */
final class BufferSender {

    private static final String COLLECTOR = "collector";
    private static final String BUFFER = "buffer";
    private static final Duration RECHECK_INTERVAL = Duration.ofMinutes(1);

    private final DiskBuffer buffer;
    private final CollectorClient collector;
    private final AgentMetrics agentMetrics;
    private final MetricsFile metrics;
    private final StateChangeLog stateChangeLog;
    private final Clock clock;
    private final ExponentialBackoff backoff;
    private final Semaphore more = new Semaphore(0);
    private volatile boolean finishing;

    /** @param longestPause between two attempts */
    BufferSender(
            DiskBuffer buffer,
            CollectorClient collector,
            AgentMetrics agentMetrics,
            MetricsFile metrics,
            StateChangeLog stateChangeLog,
            Clock clock,
            Duration longestPause) {
        this.buffer = buffer;
        this.collector = collector;
        this.agentMetrics = agentMetrics;
        this.metrics = metrics;
        this.stateChangeLog = stateChangeLog;
        this.clock = clock;
        this.backoff = new ExponentialBackoff(longestPause);
    }

    /** Something was added to the buffer. */
    void trigger() {
        more.release();
    }

    /** Ends {@link #run} as soon as the buffer is empty or the collector does not accept a minute. */
    void finish() {
        finishing = true;
        trigger();
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
            stateChangeLog.reportProblem(BUFFER, "the buffer can't be read: " + e);
            return Optional.empty();
        }
    }

    /** Sends a minute; returns the pause before the next, which is empty when it may follow at once. */
    private Optional<Duration> send(DiskBuffer.Entry minute) throws InterruptedException {
        try {
            CollectorClient.Response response = collector.post(minute.bytes());
            return handleResponse(minute, response);
        } catch (IOException e) {
            String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            stateChangeLog.reportProblem(COLLECTOR, "could not send, minutes wait: " + why);
            return Optional.of(backoff.next());
        } finally {
            metrics.write();
        }
    }

    private Optional<Duration> handleResponse(DiskBuffer.Entry minute, CollectorClient.Response response) {
        switch (response.kind()) {
            case ACCEPTED -> {
                done(minute);
                agentMetrics.sent(clock.instant());
                stateChangeLog.reportHealthy(COLLECTOR, "the collector accepts what is sent");
                backoff.reset();
                return Optional.empty();
            }
            case UNREADABLE -> {
                done(minute);
                agentMetrics.refused();
                stateChangeLog.reportProblem(
                        COLLECTOR, "the collector can't read a minute and never will" + described(response));
                return Optional.empty();
            }
            case UNAUTHORIZED ->
                stateChangeLog.reportProblem(
                        COLLECTOR, "the collector does not accept the token, minutes wait" + described(response));
            case BUSY ->
                stateChangeLog.reportProblem(COLLECTOR, "the collector is busy, minutes wait" + described(response));
            case UNEXPECTED ->
                stateChangeLog.reportProblem(
                        COLLECTOR, "is this the collector? It answers" + described(response) + "; minutes wait");
        }
        Duration own = backoff.next();
        return Optional.of(response.retryAfter()
                .filter(requested -> requested.compareTo(own) > 0)
                .orElse(own));
    }

    private static String described(CollectorClient.Response response) {
        return " (" + response.status() + ")" + (response.reason().isEmpty() ? "" : ": " + response.reason());
    }

    private void done(DiskBuffer.Entry minute) {
        try {
            buffer.acknowledge(minute);
        } catch (IOException e) {
            stateChangeLog.reportProblem(BUFFER, "can't record what was sent, it may be sent twice: " + e);
        }
    }

    /** Waits; false when the agent ends meanwhile. */
    private boolean pause(Duration pause) throws InterruptedException {
        long end = System.nanoTime() + pause.toNanos();
        for (long left = pause.toNanos(); left > 0 && !finishing; left = end - System.nanoTime()) {
            boolean unused = more.tryAcquire(left, TimeUnit.NANOSECONDS);
        }
        return !finishing;
    }

    /** Waits for a new minute, but not for ever, as reading the buffer may have failed. */
    private void awaitMore() throws InterruptedException {
        boolean unused = more.tryAcquire(RECHECK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        more.drainPermits();
    }
}
