package dev.gleaner.systemtests;

import java.util.concurrent.TimeUnit;

/** Processes that benchmarks measure. */
public final class ProcessTerminator {

    private static final int PATIENCE_SECONDS = 20;

    private ProcessTerminator() {}

    /** Asks it to end, and ends it when it does not within 20 seconds. */
    public static void terminate(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
