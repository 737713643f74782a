package dev.gleaner.collector.source.cloudtrail;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Lets calls pass one by one, at least so far apart. */
final class Pace {

    private final long apart;
    private long next = System.nanoTime();

    Pace(Duration apart) {
        this.apart = apart.toNanos();
    }

    /** Returns when it is time for the next call. */
    synchronized void await() {
        try {
            TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while waiting for the next call", e);
        }
        next = System.nanoTime() + apart;
    }
}
