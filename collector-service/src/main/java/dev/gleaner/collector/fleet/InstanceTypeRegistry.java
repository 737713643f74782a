package dev.gleaner.collector.fleet;

import dev.gleaner.contracts.resource.AccountRegion;
import io.quarkus.logging.Log;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Instance types in use, by the last complete listing of each account and region. */
@ApplicationScoped
public class InstanceTypeRegistry {

    private final Map<AccountRegion, Set<String>> listed = new ConcurrentHashMap<>();
    private final CountDownLatch firstRound = new CountDownLatch(1);
    private volatile boolean expected;

    /** Announces that instances will be listed. */
    public void expectListing() {
        expected = true;
    }

    /** Stores the types of a complete listing of a region of an account. */
    public void replace(String account, String region, Set<String> types) {
        listed.put(new AccountRegion(account, region), Set.copyOf(types));
    }

    /** Records that every account was listed once, successfully or not. */
    public void markRoundEnded() {
        firstRound.countDown();
    }

    /** Types in a region, in all accounts, sorted. */
    public Set<String> typesIn(String region) {
        Set<String> types = new TreeSet<>();
        listed.forEach((listing, found) -> {
            if (listing.region().equals(region)) {
                types.addAll(found);
            }
        });
        return types;
    }

    /**
     * Returns when every account was listed once, immediately if no listing is expected, or after this time with a
     * warning.
     */
    public void awaitFirstRound(String source, Duration patience) {
        try {
            if (expected && !firstRound.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                Log.warnf(
                        "Source %s continues without the instances, which were not listed within %s", source, patience);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the instances", e);
        }
    }

    @PreDestroy
    void stop() {
        firstRound.countDown();
    }
}
