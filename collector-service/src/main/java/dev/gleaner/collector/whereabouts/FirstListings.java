package dev.gleaner.collector.whereabouts;

import io.quarkus.logging.Log;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The listings that are going to come, and who waits for the first of each. */
final class FirstListings {

    private final Map<String, CompletableFuture<Void>> missing = new ConcurrentSkipListMap<>();

    void expect(String listing) {
        missing.computeIfAbsent(listing, key -> new CompletableFuture<>());
    }

    void complete(String listing) {
        CompletableFuture<Void> waited = missing.remove(listing);
        if (waited != null) {
            waited.complete(null);
        }
    }

    /** Nothing comes any more: whoever waits fails. */
    void cancel() {
        missing.values()
                .forEach(waited -> waited.completeExceptionally(new CancellationException("the collector stops")));
    }

    /** Returns when each listing was there once, or after this time, which is said and not waited for again. */
    void await(String who, Duration patience) {
        CompletableFuture<?>[] waited = missing.values().toArray(CompletableFuture<?>[]::new);
        if (waited.length == 0) {
            return;
        }
        Log.infof("Source %s waits %s at most for the first listing of %s", who, patience, missing.keySet());
        try {
            CompletableFuture.allOf(waited).get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            Log.warnf(
                    "Source %s is read without a listing of %s: who reads from there is not known",
                    who, missing.keySet());
            missing.clear();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for listings", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("waited in vain for listings", e);
        }
    }
}
