package dev.gleaner.collector.source.gpu;

import java.time.Duration;

/** Waits longer from try to try, up to five minutes. */
final class Backoff {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private Duration next = FIRST;

    void sleep() throws InterruptedException {
        Thread.sleep(next.toMillis());
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
    }

    /** Something went well. */
    void reset() {
        next = FIRST;
    }
}
