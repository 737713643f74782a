package dev.gleaner.gpu.smi;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Doubles the pause between attempts up to a limit, with random jitter, so that agents do not retry at the same time. */
public final class ExponentialBackoff {

    private static final Duration FIRST = Duration.ofSeconds(1);

    private final Duration longest;
    private Duration next;

    public ExponentialBackoff(Duration longest) {
        this.longest = longest;
        this.next = shorter(FIRST, longest);
    }

    /** The next pause: random, between half of the current length and all of it. */
    public Duration next() {
        long full = next.toMillis();
        next = shorter(next.multipliedBy(2), longest);
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(full / 2, full + 1));
    }

    public void sleep() throws InterruptedException {
        Thread.sleep(next().toMillis());
    }

    /** Starts again with the first pause, after a success. */
    public void reset() {
        next = shorter(FIRST, longest);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
