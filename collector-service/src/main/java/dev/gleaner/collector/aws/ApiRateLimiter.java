package dev.gleaner.collector.aws;

import io.github.bucket4j.BlockingStrategy;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One token bucket per account, region and API, shared by all sources. */
@ApplicationScoped
class ApiRateLimiter {

    private final Map<Api, Bucket> buckets = new ConcurrentHashMap<>();
    private final TimeMeter time;
    private final BlockingStrategy waiting;

    ApiRateLimiter() {
        this(TimeMeter.SYSTEM_MILLISECONDS, BlockingStrategy.PARKING);
    }

    /** With this time, in which it waits in this way. */
    ApiRateLimiter(TimeMeter time, BlockingStrategy waiting) {
        this.time = time;
        this.waiting = waiting;
    }

    /** Blocks until a call to this API may be sent at this rate. */
    void acquire(Api api, CallRate rate) {
        if (rate.equals(CallRate.UNLIMITED)) {
            return;
        }
        try {
            buckets.computeIfAbsent(api, key -> bucket(rate)).asBlocking().consume(1, waiting);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while waiting for the next call", e);
        }
    }

    private Bucket bucket(CallRate rate) {
        return Bucket.builder()
                .withCustomTimePrecision(time)
                .addLimit(limit -> limit.capacity(rate.burst()).refillGreedy(rate.perSecond(), Duration.ofSeconds(1)))
                .build();
    }

    /**
     * An operation in a region of an account.
     *
     * @param service as the SDK names it, like the operation
     */
    record Api(String account, String region, String service, String operation) {}
}
