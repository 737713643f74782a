package dev.gleaner.systemtests.crash;

import java.time.Duration;

/** A time from which on nobody waits any more, by this process' steady clock. */
record WaitDeadline(long nanos) {

    static WaitDeadline in(Duration time) {
        return new WaitDeadline(System.nanoTime() + time.toNanos());
    }

    boolean isOver() {
        return System.nanoTime() - nanos >= 0;
    }
}
