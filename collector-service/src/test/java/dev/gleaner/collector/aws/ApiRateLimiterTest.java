package dev.gleaner.collector.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ApiRateLimiterTest {

    /** Two a second. */
    private static final Duration APART = Duration.ofMillis(500);

    /** What sleeping too short by a scheduler's grain may take off. */
    private static final Duration GRAIN = Duration.ofMillis(20);

    private final ApiRateLimiter apiRateLimiter = new ApiRateLimiter();

    @Test
    void shouldKeepCallsApart() {
        Duration first = taken(() -> lookUp("111122223333", "us-east-1"));
        Duration all = taken(() -> {
            lookUp("111122223333", "us-east-1");
            lookUp("111122223333", "us-east-1");
        });

        assertThat(first).isLessThan(APART);
        assertThat(all).isGreaterThanOrEqualTo(APART.multipliedBy(2).minus(GRAIN));
    }

    /** What was not used before does not let more pass at once. */
    @Test
    void shouldSaveNothingUpOfWhatMayNotBurst() throws InterruptedException {
        lookUp("111122223333", "us-east-1");
        Thread.sleep(APART.multipliedBy(3).toMillis());

        assertThat(taken(() -> {
                    lookUp("111122223333", "us-east-1");
                    lookUp("111122223333", "us-east-1");
                }))
                .isGreaterThanOrEqualTo(APART.minus(GRAIN));
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
                .isLessThan(APART);
    }

    /** EC2's own bucket holds 50 calls, and others of the account have their share in it. */
    @Test
    void shouldLetHalfOfTheLimitOnDescribingPassAtOnce() {
        Duration burst = taken(() -> describe(25));
        Duration more = taken(() -> describe(5));

        assertThat(burst).isLessThan(Duration.ofMillis(400));
        assertThat(more).isGreaterThanOrEqualTo(Duration.ofMillis(600));
    }

    @Test
    void shouldLetPassWhatHasNoLimitWorthKeeping() {
        assertThat(ApiRateLimiter.Quota.of("S3", "GetObject")).isEmpty();
        assertThat(ApiRateLimiter.Quota.of("Ec2", "DescribeVpcs")).contains(ApiRateLimiter.Quota.DESCRIBE);
        assertThat(ApiRateLimiter.Quota.of("CloudWatch", "GetMetricData"))
                .contains(ApiRateLimiter.Quota.GET_METRIC_DATA);
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

    private static Duration taken(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
