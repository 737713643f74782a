package dev.gleaner.collector.source.inventory.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.gleaner.collector.aws.Account;
import dev.gleaner.collector.aws.Realm;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.test.AwsProxy;
import dev.gleaner.test.AwsStandIn;
import dev.gleaner.test.NeedsAwsStandIn;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

/** Against the stand-in, with a proxy in front that counts and denies. */
@NeedsAwsStandIn
class BucketSizesIT {

    private static final String DENIED =
            "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>";

    private static final Realm REALM = new Realm(Account.own("123456789012"), "us-east-1");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final String bucket = "gleaner-" + UUID.randomUUID();
    private Instant now = Instant.now();
    private final BucketSizes sizes =
            new BucketSizes(realm -> cloudWatch, new Refusals(new SourceMeters(meters)), new Settable());

    private static AwsProxy proxy;
    private static CloudWatchAsyncClient cloudWatch;

    @BeforeAll
    static void start() {
        proxy = AwsProxy.start(0, AwsStandIn.endpoint());
        cloudWatch = CloudWatchAsyncClient.builder()
                .endpointOverride(proxy.endpoint())
                .region(Region.US_EAST_1)
                .build();
    }

    @AfterAll
    static void stop() {
        cloudWatch.close();
        proxy.close();
    }

    @Test
    void shouldTakeTheNewestPoint() {
        put(2, 1000);
        put(1, 3_000_000_000_000.0);

        assertThat(sizes.of(REALM, List.of(bucket))).containsOnly(entry(bucket, 3_000_000_000_000L));
    }

    @Test
    void shouldHaveNoSizeWhereThereIsNoPoint() {
        put(5, 1000);

        assertThat(sizes.of(REALM, List.of(bucket, bucket + "-other"))).isEmpty();
    }

    @Test
    void shouldAskForManyAtOnceAndNotAgainSoon() {
        List<String> many = IntStream.range(0, BucketSizes.AT_ONCE + 1)
                .mapToObj(i -> bucket + "-" + i)
                .toList();

        int before = questions();

        sizes.of(REALM, many);
        now = now.plus(Duration.ofHours(5));
        sizes.of(REALM, many);
        assertThat(questions() - before).isEqualTo(2);

        now = now.plus(Duration.ofHours(1));
        sizes.of(REALM, many);
        assertThat(questions() - before).isEqualTo(4);
    }

    @Test
    void shouldGoOnWithoutSizesWhereTheyAreDenied() {
        put(1, 1000);
        proxy.answerNext("GetMetricData", 403, DENIED);

        assertThat(sizes.of(REALM, List.of(bucket))).isEmpty();
        assertThat(meters.counter("gleaner.collector.unavailable", "source", "inventory-buckets")
                        .count())
                .isEqualTo(1);
        assertThat(sizes.of(REALM, List.of(bucket))).containsKey(bucket);
    }

    private static int questions() {
        return proxy.calls("GetMetricData").size();
    }

    private void put(int daysAgo, double bytes) {
        cloudWatch
                .putMetricData(request -> request.namespace("AWS/S3")
                        .metricData(datum -> datum.metricName("BucketSizeBytes")
                                .unit(StandardUnit.BYTES)
                                .timestamp(now.minus(daysAgo, ChronoUnit.DAYS))
                                .value(bytes)
                                .dimensions(
                                        BucketSizes.dimension("BucketName", bucket),
                                        BucketSizes.dimension("StorageType", "StandardStorage"))))
                .join();
    }

    private final class Settable extends Clock {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public java.time.ZoneId getZone() {
            return java.time.ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    }
}
