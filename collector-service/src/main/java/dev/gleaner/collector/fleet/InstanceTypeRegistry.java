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

/** Which types of instances there are, as the last complete listing of each region of each account said. */
@ApplicationScoped
public class InstanceTypeRegistry {

    private final Map<AccountRegion, Set<String>> listed = new ConcurrentHashMap<>();
    private final CountDownLatch firstRound = new CountDownLatch(1);
    private volatile boolean expected;

    /** Instances are going to be listed. */
    public void expectListing() {
        expected = true;
    }

    /** A complete listing of a region of an account. */
    public void replace(String account, String region, Set<String> types) {
        listed.put(new AccountRegion(account, region), Set.copyOf(types));
    }

    /** Every account was asked once, whether it answered or not. */
    public void markRoundEnded() {
        firstRound.countDown();
    }

    /** Those of a region, in all accounts, in order. */
    public Set<String> typesIn(String region) {
        Set<String> types = new TreeSet<>();
        listed.forEach((listing, found) -> {
            if (listing.region().equals(region)) {
                types.addAll(found);
            }
        });
        return types;
    }

    /** Returns when every account was asked once, at once where none will be, or after this time, which is said. */
    public void awaitFirstRound(String who, Duration patience) {
        try {
            if (expected && !firstRound.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                Log.warnf("Source %s goes on without the instances, which were not listed within %s", who, patience);
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
