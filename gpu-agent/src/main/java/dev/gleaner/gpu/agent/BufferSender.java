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
    private final AgentMetrics agentMetrics;
    private final MetricsFile metrics;
    private final StateChangeLog stateChangeLog;
    private final Clock clock;
    private final ExponentialBackoff backoff;
    private final Semaphore more = new Semaphore(0);
    private volatile boolean finishing;

    /** @param longestPause between two tries */
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

    /** Has {@link #run} return once nothing waits, or while the collector takes nothing. */
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

    /** Absent when the next may follow at once. */
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
                stateChangeLog.reportHealthy(COLLECTOR, "the collector takes what is sent");
                backoff.reset();
                return Optional.empty();
            }
            case UNREADABLE -> {
                done(minute);
                agentMetrics.refused();
                stateChangeLog.reportProblem(
                        COLLECTOR, "the collector can't read a minute and never will" + said(response));
                return Optional.empty();
            }
            case UNAUTHORIZED ->
                stateChangeLog.reportProblem(
                        COLLECTOR, "the collector does not accept the token, minutes wait" + said(response));
            case BUSY ->
                stateChangeLog.reportProblem(COLLECTOR, "the collector is busy, minutes wait" + said(response));
            case STRANGE ->
                stateChangeLog.reportProblem(
                        COLLECTOR, "is this the collector? It answers" + said(response) + "; minutes wait");
        }
        Duration own = backoff.next();
        return Optional.of(
                response.patience().filter(wish -> wish.compareTo(own) > 0).orElse(own));
    }

    private static String said(CollectorClient.Response response) {
        return " (" + response.status() + ")" + (response.reason().isEmpty() ? "" : ": " + response.reason());
    }

    private void done(DiskBuffer.Entry minute) {
        try {
            buffer.acknowledge(minute);
        } catch (IOException e) {
            stateChangeLog.reportProblem(BUFFER, "can't write down what was sent, it may come twice: " + e);
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
