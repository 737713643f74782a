package dev.gleaner.gpu.smi;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Waits longer from try to try, up to a bound, and never as long as others that failed at the same moment. */
public final class ExponentialBackoff {

    private static final Duration FIRST = Duration.ofSeconds(1);

    private final Duration longest;
    private Duration next;

    public ExponentialBackoff(Duration longest) {
        this.longest = longest;
        this.next = shorter(FIRST, longest);
    }

    /** How long to wait this time: between half of what it may be and all of it. */
    public Duration next() {
        long most = next.toMillis();
        next = shorter(next.multipliedBy(2), longest);
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(most / 2, most + 1));
    }

    public void sleep() throws InterruptedException {
        Thread.sleep(next().toMillis());
    }

    /** Something went well. */
    public void reset() {
        next = shorter(FIRST, longest);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
