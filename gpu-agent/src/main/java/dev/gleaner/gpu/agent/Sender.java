package dev.gleaner.gpu.agent;

import dev.gleaner.gpu.buffer.Buffer;
import dev.gleaner.gpu.buffer.Waiting;
import dev.gleaner.gpu.smi.Backoff;
import dev.gleaner.gpu.smi.Journal;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Sends what waits, the oldest first, and waits longer from time to time while the collector takes nothing. */
final class Sender {

    private static final String COLLECTOR = "collector";
    private static final String BUFFER = "buffer";
    private static final Duration LOOK = Duration.ofMinutes(1);

    private final Buffer buffer;
    private final Collector collector;
    private final Counts counts;
    private final MetricsFile metrics;
    private final Journal journal;
    private final Clock clock;
    private final Backoff backoff;
    private final Semaphore more = new Semaphore(0);
    private volatile boolean finishing;

    /** @param longestPause between two tries */
    Sender(
            Buffer buffer,
            Collector collector,
            Counts counts,
            MetricsFile metrics,
            Journal journal,
            Clock clock,
            Duration longestPause) {
        this.buffer = buffer;
        this.collector = collector;
        this.counts = counts;
        this.metrics = metrics;
        this.journal = journal;
        this.clock = clock;
        this.backoff = new Backoff(longestPause);
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
            Optional<Waiting> oldest = oldest();
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

    private Optional<Waiting> oldest() {
        try {
            return buffer.oldest();
        } catch (IOException e) {
            journal.trouble(BUFFER, "the buffer can't be read: " + e);
            return Optional.empty();
        }
    }

    /** Absent when the next may follow at once. */
    private Optional<Duration> send(Waiting minute) throws InterruptedException {
        try {
            Answer answer = collector.post(minute.bytes());
            return settle(minute, answer);
        } catch (IOException e) {
            String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            journal.trouble(COLLECTOR, "could not send, minutes wait: " + why);
            return Optional.of(backoff.next());
        } finally {
            metrics.write();
        }
    }

    private Optional<Duration> settle(Waiting minute, Answer answer) {
        switch (answer.kind()) {
            case TAKEN -> {
                done(minute);
                counts.sent(clock.instant());
                journal.well(COLLECTOR, "the collector takes what is sent");
                backoff.reset();
                return Optional.empty();
            }
            case UNREADABLE -> {
                done(minute);
                counts.refused();
                journal.trouble(COLLECTOR, "the collector can't read a minute and never will" + said(answer));
                return Optional.empty();
            }
            case NOT_LET_IN ->
                journal.trouble(COLLECTOR, "the collector does not accept the token, minutes wait" + said(answer));
            case BUSY -> journal.trouble(COLLECTOR, "the collector is busy, minutes wait" + said(answer));
            case STRANGE ->
                journal.trouble(COLLECTOR, "is this the collector? It answers" + said(answer) + "; minutes wait");
        }
        Duration own = backoff.next();
        return Optional.of(
                answer.patience().filter(wish -> wish.compareTo(own) > 0).orElse(own));
    }

    private static String said(Answer answer) {
        return " (" + answer.status() + ")" + (answer.reason().isEmpty() ? "" : ": " + answer.reason());
    }

    private void done(Waiting minute) {
        try {
            buffer.done(minute);
        } catch (IOException e) {
            journal.trouble(BUFFER, "can't write down what was sent, it may come twice: " + e);
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
