package dev.gleaner.collector.source;

import io.quarkus.logging.Log;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Waits at a start until resources are listed. All waits together take no longer than the patience, from the first one on. */
public final class ListingPatience {

    private static final Duration APART = Duration.ofMillis(200);

    private final String source;
    private final Duration patience;
    private long deadline;
    private boolean hasBegun;

    /** The patience of a source. */
    public ListingPatience(String source, Duration patience) {
        this.source = source;
        this.patience = patience;
    }

    /** What is listed; empty if it still is not when the patience is over. */
    public <T> Optional<T> await(Supplier<Optional<T>> listed) {
        Optional<T> found = listed.get();
        boolean waits = found.isEmpty() && left() > 0;
        while (found.isEmpty() && left() > 0) {
            try {
                Thread.sleep(Math.min(APART.toMillis(), left()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while " + source + " waits for listings", e);
            }
            found = listed.get();
        }
        if (waits && found.isEmpty()) {
            Log.warnf("Source %s continues without what was not listed within %s", source, patience);
        }
        return found;
    }

    /** Milliseconds. */
    private synchronized long left() {
        if (!hasBegun) {
            deadline = System.nanoTime() + patience.toNanos();
            hasBegun = true;
        }
        return Math.max(0, (deadline - System.nanoTime()) / 1_000_000);
    }
}
