package dev.gleaner.systemtests.environment;

import java.time.Duration;

/** A time from which on nobody waits any more, by this process' steady clock. */
public record WaitDeadline(long nanos) {

    public static WaitDeadline in(Duration time) {
        return new WaitDeadline(System.nanoTime() + time.toNanos());
    }

    public boolean isOver() {
        return System.nanoTime() - nanos >= 0;
    }
}
