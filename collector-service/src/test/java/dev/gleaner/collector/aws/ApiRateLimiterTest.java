package dev.gleaner.collector.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.BlockingStrategy;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ApiRateLimiterTest {

    /** Two a second. */
    private static final Duration APART = Duration.ofMillis(500);

    private final WaitedTime time = new WaitedTime();
    private final ApiRateLimiter apiRateLimiter = new ApiRateLimiter(time, time);

    @Test
    void shouldKeepCallsApart() {
        Duration first = taken(() -> lookUp("111122223333", "us-east-1"));
        Duration all = taken(() -> {
            lookUp("111122223333", "us-east-1");
            lookUp("111122223333", "us-east-1");
        });

        assertThat(first).isZero();
        assertThat(all).isEqualTo(APART.multipliedBy(2));
    }

    /** What was not used before does not let more pass at once. */
    @Test
    void shouldSaveNothingUpOfWhatMayNotBurst() {
        lookUp("111122223333", "us-east-1");
        time.park(APART.multipliedBy(3).toNanos());

        assertThat(taken(() -> {
                    lookUp("111122223333", "us-east-1");
                    lookUp("111122223333", "us-east-1");
                }))
                .isEqualTo(APART);
    }

    /** Many accounts asked at once by one who does not coordinate throttle one another (cloud-custodian/cloud-custodian#1813). */
    @Test
    void shouldHaveABucketForEachAccountRegionAndApi() {
        assertThat(taken(() -> {
                    lookUp("111122223333", "us-east-1");
                    lookUp("111122223333", "eu-west-3");
                    lookUp("444455556666", "us-east-1");
                    apiRateLimiter.acquire("111122223333", "us-east-1", "Ec2", "DescribeInstances");
                }))
                .isZero();
    }

    /** EC2's own bucket holds 50 calls, and others of the account have their share in it. */
    @Test
    void shouldLetHalfOfTheLimitOnDescribingPassAtOnce() {
        Duration burst = taken(() -> describe(25));
        Duration more = taken(() -> describe(5));

        assertThat(burst).isZero();
        assertThat(more).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void shouldLetPassWhatHasNoLimitWorthKeeping() {
        assertThat(ApiRateLimiter.Quota.of("S3", "GetObject")).isEmpty();
        assertThat(ApiRateLimiter.Quota.of("Ec2", "DescribeVpcs")).contains(ApiRateLimiter.Quota.DESCRIBE);
        assertThat(ApiRateLimiter.Quota.of("CloudWatch", "GetMetricData"))
                .contains(ApiRateLimiter.Quota.GET_METRIC_DATA);
        assertThat(ApiRateLimiter.Quota.of("ResourceGroupsTaggingApi", "GetResources"))
                .contains(ApiRateLimiter.Quota.GET_RESOURCES);
        assertThat(ApiRateLimiter.Quota.of("CloudWatchLogs", "DescribeLogGroups"))
                .contains(ApiRateLimiter.Quota.DESCRIBE_LOG_GROUPS);
        assertThat(ApiRateLimiter.Quota.of("AutoScaling", "DescribeAutoScalingGroups"))
                .contains(ApiRateLimiter.Quota.DESCRIBE_SCALING_GROUPS);
        assertThat(ApiRateLimiter.Quota.of("SageMaker", "ListTags")).contains(ApiRateLimiter.Quota.LIST_ENDPOINTS);
        assertThat(ApiRateLimiter.Quota.of("SageMaker", "DescribeEndpointConfig"))
                .contains(ApiRateLimiter.Quota.DESCRIBE_ENDPOINT);
        assertThat(ApiRateLimiter.Quota.of("Ec2", "DescribeSpotPriceHistory")).contains(ApiRateLimiter.Quota.DESCRIBE);
        assertThat(ApiRateLimiter.Quota.of("Pricing", "GetProducts")).contains(ApiRateLimiter.Quota.GET_PRODUCTS);
    }

    private void describe(int times) {
        for (int call = 0; call < times; call++) {
            apiRateLimiter.acquire("111122223333", "us-east-1", "Ec2", "DescribeInstances");
        }
    }

    private void lookUp(String account, String region) {
        apiRateLimiter.acquire(account, region, "CloudTrail", "LookupEvents");
    }

    private Duration taken(Runnable work) {
        long start = time.currentTimeNanos();
        work.run();
        return Duration.ofNanos(time.currentTimeNanos() - start);
    }

    /** Time that passes only while somebody waits. */
    private static final class WaitedTime implements TimeMeter, BlockingStrategy {

        private long nanos;

        @Override
        public long currentTimeNanos() {
            return nanos;
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }

        @Override
        public void park(long waited) {
            nanos += waited;
        }
    }
}
