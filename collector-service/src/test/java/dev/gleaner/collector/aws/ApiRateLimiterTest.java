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
                    describe(1);
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
        assertThat(taken(() -> {
                    for (int call = 0; call < 100; call++) {
                        acquire("111122223333", "us-east-1", "S3", "GetObject", CallRate.UNLIMITED);
                    }
                }))
                .isZero();
    }

    /** They share a bucket only where they are the same API. */
    @Test
    void shouldHaveABucketForEachServiceOfAnOperation() {
        Duration both = taken(() -> {
            for (int call = 0; call < CallRate.UNDOCUMENTED.burst(); call++) {
                acquire("111122223333", "us-east-1", "SageMaker", "ListTags", CallRate.UNDOCUMENTED);
                acquire("111122223333", "us-east-1", "Bedrock", "ListTags", CallRate.UNDOCUMENTED);
            }
        });

        assertThat(both).isZero();
        assertThat(taken(() -> acquire("111122223333", "us-east-1", "Bedrock", "ListTags", CallRate.UNDOCUMENTED)))
                .isEqualTo(APART);
    }

    private void describe(int times) {
        for (int call = 0; call < times; call++) {
            acquire("111122223333", "us-east-1", "Ec2", "DescribeInstances", new CallRate(25, 5));
        }
    }

    private void lookUp(String account, String region) {
        acquire(account, region, "CloudTrail", "LookupEvents", new CallRate(1, 2));
    }

    private void acquire(String account, String region, String service, String operation, CallRate rate) {
        apiRateLimiter.acquire(new ApiRateLimiter.Api(account, region, service, operation), rate);
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
