package dev.gleaner.systemtests.ingest;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what has to come. */
public final class ConditionPoller {

    private ConditionPoller() {}

    /** Returns when it has come; throws after this time. */
    public static void pollUntil(String what, Duration most, Duration every, BooleanSupplier come) {
        long start = System.nanoTime();
        while (!come.getAsBoolean()) {
            if (System.nanoTime() - start > most.toNanos()) {
                throw new IllegalStateException("not within " + most.toSeconds() + " s: " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(every.toMillis()));
        }
    }
}
