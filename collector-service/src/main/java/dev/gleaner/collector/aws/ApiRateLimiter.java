package dev.gleaner.collector.aws;

import io.github.bucket4j.BlockingStrategy;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** One token bucket per account, region and API, shared by all sources. */
@ApplicationScoped
class ApiRateLimiter {

    private final Map<Key, Bucket> buckets = new ConcurrentHashMap<>();
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

    /** Blocks until the call may be sent. */
    void acquire(String account, String region, String service, String operation) {
        Optional<Quota> quota = Quota.of(service, operation);
        if (quota.isPresent()) {
            acquire(buckets.computeIfAbsent(new Key(account, region, operation), key -> bucket(quota.get())));
        }
    }

    private void acquire(Bucket bucket) {
        try {
            bucket.asBlocking().consume(1, waiting);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while waiting for the next call", e);
        }
    }

    private Bucket bucket(Quota quota) {
        return Bucket.builder()
                .withCustomTimePrecision(time)
                .addLimit(limit -> limit.capacity(quota.burst()).refillGreedy(quota.perSecond(), Duration.ofSeconds(1)))
                .build();
    }

    private record Key(String account, String region, String operation) {}

    /**
     * Rate of our calls per account, region and API. The limits of AWS apply to the account and not to us alone, so we
     * use half of each.
     */
    enum Quota {
        /** The limit of EC2 is a bucket of 50, refilled by 10 a second (EC2 API throttling, 2026). */
        DESCRIBE("Ec2", "Describe", 25, 5),
        /** The limit of CloudWatch is 50 a second (CloudWatch service quotas, 2026). */
        GET_METRIC_DATA("CloudWatch", "GetMetricData", 25, 25),
        /** The limit of CloudTrail is two a second without bursts; half of that would never catch up. */
        LOOKUP_EVENTS("CloudTrail", "LookupEvents", 1, 2),
        /** The limit of Organizations is 8 a second (quotas of AWS Organizations, 2026). */
        LIST_ACCOUNTS("Organizations", "ListAccounts", 4, 4),
        /** The limit of CloudWatch Logs is 10 a second (CloudWatch Logs quotas, 2026). */
        DESCRIBE_LOG_GROUPS("CloudWatchLogs", "DescribeLogGroups", 5, 5),
        /** No limit of the Resource Groups Tagging API is known here; ours is as small as that of Auto Scaling. */
        GET_RESOURCES("ResourceGroupsTaggingApi", "GetResources", 5, 2),
        /**
         * EC2 Auto Scaling documents no limit; ours is small compared with the documented limits of other services.
         */
        DESCRIBE_SCALING_GROUPS("AutoScaling", "Describe", 5, 2),
        /** SageMaker documents no limit either. */
        LIST_ENDPOINTS("SageMaker", "List", 5, 2),
        DESCRIBE_ENDPOINT("SageMaker", "Describe", 5, 2),
        /** Amazon Bedrock documents no limit of its listings. */
        LIST_INFERENCE_PROFILES("Bedrock", "List", 5, 2),
        /** Savings Plans documents no limit either. */
        DESCRIBE_SAVINGS_PLANS("Savingsplans", "Describe", 5, 2),
        /**
         * The limit of the price list is a bucket of 10, refilled by 5 a second (quotas of the AWS Price List Query
         * API, 2026).
         */
        GET_PRODUCTS("Pricing", "GetProducts", 5, 2);

        private final String service;
        private final String operation;
        private final int burst;
        private final int perSecond;

        Quota(String service, String operation, int burst, int aSecond) {
            this.service = service;
            this.operation = operation;
            this.burst = burst;
            this.perSecond = aSecond;
        }

        /** The quota of an operation, named as in the SDK; empty for calls that need no limit. */
        static Optional<Quota> of(String service, String operation) {
            return Stream.of(values())
                    .filter(quota -> quota.service.equals(service) && operation.startsWith(quota.operation))
                    .findFirst();
        }

        /** Number of calls that may be sent at once after a pause. */
        int burst() {
            return burst;
        }

        /** Number of calls per second in the long run. */
        int perSecond() {
            return perSecond;
        }
    }
}
