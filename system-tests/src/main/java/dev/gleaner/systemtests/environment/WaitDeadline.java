package dev.gleaner.systemtests.environment;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A time at which waiting ends, by the steady clock of this process. */
public record WaitDeadline(long nanos) {

    public static WaitDeadline in(Duration time) {
        return new WaitDeadline(System.nanoTime() + time.toNanos());
    }

    public boolean isOver() {
        return System.nanoTime() - nanos >= 0;
    }

    /** Polls a condition until it holds; false if it did not by this time, or when interrupted. */
    public boolean poll(Duration interval, BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            if (isOver() || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(interval.toNanos());
        }
        return true;
    }

    /** Polls a condition until it holds; throws if it did not within this time. */
    public static void await(String condition, Duration time, Duration interval, BooleanSupplier holds) {
        if (!in(time).poll(interval, holds)) {
            throw new IllegalStateException("not within " + time.toSeconds() + " s: " + condition);
        }
    }
}
