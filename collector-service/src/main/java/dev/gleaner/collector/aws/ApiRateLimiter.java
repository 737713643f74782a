package dev.gleaner.collector.aws;

import io.github.bucket4j.Bucket;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** One bucket of tokens for each account, region and API, whichever sources share it. */
@ApplicationScoped
class ApiRateLimiter {

    private final Map<Key, Bucket> buckets = new ConcurrentHashMap<>();

    /** Returns when it is this call's turn. */
    void acquire(String account, String region, String service, String operation) {
        Optional<Quota> quota = Quota.of(service, operation);
        if (quota.isPresent()) {
            acquire(buckets.computeIfAbsent(new Key(account, region, operation), key -> bucket(quota.get())));
        }
    }

    private static void acquire(Bucket bucket) {
        try {
            bucket.asBlocking().consume(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while waiting for the next call", e);
        }
    }

    private static Bucket bucket(Quota quota) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(quota.burst()).refillGreedy(quota.perSecond(), Duration.ofSeconds(1)))
                .build();
    }

    private record Key(String account, String region, String operation) {}

    /**
     * How fast we ask, of each account, region and API. AWS's limits are those of the account and not ours alone: where others
     * ask too, we take half of them.
     */
    enum Quota {
        /** EC2 lets a bucket of 50 pass, and 10 more a second (EC2 API throttling, 2026). */
        DESCRIBE("Ec2", "Describe", 25, 5),
        /** CloudWatch lets 50 a second pass (CloudWatch service quotas, 2026). */
        GET_METRIC_DATA("CloudWatch", "GetMetricData", 25, 25),
        /** CloudTrail lets two a second pass and saves nothing up; half of that would never catch up. */
        LOOKUP_EVENTS("CloudTrail", "LookupEvents", 1, 2),
        /** Organizations lets 8 a second pass (quotas of AWS Organizations, 2026). */
        LIST_ACCOUNTS("Organizations", "ListAccounts", 4, 4),
        /** CloudWatch Logs lets 10 a second pass (CloudWatch Logs quotas, 2026). */
        DESCRIBE_LOG_GROUPS("CloudWatchLogs", "DescribeLogGroups", 5, 5),
        /** EC2 Auto Scaling tells no number; ours is small beside any that is told elsewhere. */
        DESCRIBE_SCALING_GROUPS("AutoScaling", "Describe", 5, 2),
        /** SageMaker tells none either. */
        LIST_ENDPOINTS("SageMaker", "List", 5, 2),
        DESCRIBE_ENDPOINT("SageMaker", "Describe", 5, 2),
        /** The price list lets a bucket of 10 pass, and 5 more a second (quotas of the AWS Price List Query API, 2026). */
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

        /** The one of an operation as the SDK names it; empty for what is not worth limiting. */
        static Optional<Quota> of(String service, String operation) {
            return Stream.of(values())
                    .filter(quota -> quota.service.equals(service) && operation.startsWith(quota.operation))
                    .findFirst();
        }

        /** Calls that may pass at once after a rest. */
        int burst() {
            return burst;
        }

        /** Calls that may pass in the long run. */
        int perSecond() {
            return perSecond;
        }
    }
}
