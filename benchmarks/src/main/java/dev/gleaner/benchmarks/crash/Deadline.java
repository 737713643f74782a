package dev.gleaner.benchmarks.crash;

import java.time.Duration;

/** A time from which on nobody waits any more, by this process' steady clock. */
record Deadline(long nanos) {

    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    boolean isOver() {
        return System.nanoTime() - nanos >= 0;
    }
}
