package dev.gleaner.collector.aws;

import io.github.bucket4j.Bucket;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** One bucket of tokens for each account, region and API, whichever sources share it. */
@ApplicationScoped
class Pacing {

    private final Map<Key, Bucket> buckets = new ConcurrentHashMap<>();

    /** Returns when it is this call's turn. */
    void await(String account, String region, String service, String operation) {
        Optional<Quota> quota = Quota.of(service, operation);
        if (quota.isPresent()) {
            await(buckets.computeIfAbsent(new Key(account, region, operation), key -> bucket(quota.get())));
        }
    }

    private static void await(Bucket bucket) {
        try {
            bucket.asBlocking().consume(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while waiting for the next call", e);
        }
    }

    private static Bucket bucket(Quota quota) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(quota.burst()).refillGreedy(quota.aSecond(), Duration.ofSeconds(1)))
                .build();
    }

    private record Key(String account, String region, String operation) {}
}
