package dev.gleaner.collector.source;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

/**
 * Runs the same work on several threads: one per processor if there are enough files, otherwise the calling thread
 * only.
 */
record ParallelReadExecutor(int count) {

    /** A thread is not worth its start for fewer files. */
    private static final int FILES_A_THREAD = 16;

    static ParallelReadExecutor of(int files) {
        return new ParallelReadExecutor(Math.min(Runtime.getRuntime().availableProcessors(), files / FILES_A_THREAD));
    }

    /**
     * Returns whether all threads returned true. If one throws, this method throws once the others have ended.
     *
     * @param stop called when one throws; leaves no work for the others
     */
    boolean runAll(BooleanSupplier work, Runnable stop) {
        if (count < 2) {
            return work.getAsBoolean();
        }
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<Future<Boolean>> ended = threads.invokeAll(Collections.nCopies(count, () -> stopping(work, stop)));
            return ended.stream().map(ParallelReadExecutor::result).reduce(true, Boolean::logicalAnd);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while files were read", e);
        } finally {
            threads.shutdownNow();
        }
    }

    private static boolean stopping(BooleanSupplier work, Runnable stop) {
        try {
            return work.getAsBoolean();
        } catch (RuntimeException e) {
            stop.run();
            throw e;
        }
    }

    private static boolean result(Future<Boolean> ended) {
        try {
            return ended.get();
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
