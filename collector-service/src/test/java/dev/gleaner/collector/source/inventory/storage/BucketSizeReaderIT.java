package dev.gleaner.collector.source.inventory.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.gleaner.collector.aws.AccessDeniedRecorder;
import dev.gleaner.collector.aws.AwsAccount;
import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.source.GetMetricDataBudget;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.test.MutableClock;
import dev.gleaner.test.aws.AwsProxy;
import dev.gleaner.test.aws.AwsStandIn;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
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
class BucketSizeReaderIT {

    private static final String DENIED =
            "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>";

    private static final AwsAccountRegion REALM =
            new AwsAccountRegion(AwsAccount.ofOwnCredentials("123456789012"), "us-east-1");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final String bucket = "gleaner-" + UUID.randomUUID();
    private final MutableClock clock = new MutableClock(Instant.now());
    private final Purse purse = new Purse();
    private final BucketSizeReader sizes = new BucketSizeReader(
            awsAccountRegion -> cloudWatch,
            purse,
            new AccessDeniedRecorder("inventory-buckets", new SourceMeters(meters)::unavailable),
            clock);

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

        assertThat(sizes.readSizes(REALM, List.of(bucket)))
                .containsOnly(entry(
                        bucket, new BucketSizeReader.BucketSize(Optional.of(3_000_000_000_000L), Optional.empty())));
    }

    @Test
    void shouldTellHowManyObjectsThereAre() {
        put("NumberOfObjects", "AllStorageTypes", 2, 5000);
        put("NumberOfObjects", "AllStorageTypes", 1, 5100);

        assertThat(sizes.readSizes(REALM, List.of(bucket)))
                .containsOnly(entry(bucket, new BucketSizeReader.BucketSize(Optional.empty(), Optional.of(5100L))));
    }

    @Test
    void shouldPayFromTheBudgetAndDoWithoutWhenItIsSpent() {
        put(1, 1000);
        purse.left = new BigDecimal("0.00003");

        assertThat(sizes.readSizes(REALM, List.of(bucket)).get(bucket).standardBytes())
                .contains(1000L);
        assertThat(purse.left).isEqualByComparingTo("0.00001");

        clock.advance(Duration.ofDays(1));
        int before = questions();
        assertThat(sizes.readSizes(REALM, List.of(bucket, bucket + "-new")))
                .containsEntry(bucket, new BucketSizeReader.BucketSize(Optional.of(1000L), Optional.empty()))
                .containsEntry(bucket + "-new", BucketSizeReader.BucketSize.UNKNOWN);
        assertThat(questions()).isEqualTo(before);
    }

    @Test
    void shouldHaveNoSizeWhereThereIsNoPoint() {
        put(5, 1000);

        assertThat(sizes.readSizes(REALM, List.of(bucket, bucket + "-other")))
                .hasSize(2)
                .allSatisfy((name, size) -> assertThat(size).isEqualTo(BucketSizeReader.BucketSize.UNKNOWN));
    }

    @Test
    void shouldAskForManyAtOnceAndNotAgainSoon() {
        List<String> many = IntStream.range(0, BucketSizeReader.AT_ONCE + 1)
                .mapToObj(i -> bucket + "-" + i)
                .toList();

        int before = questions();

        sizes.readSizes(REALM, many);
        clock.advance(Duration.ofHours(23));
        sizes.readSizes(REALM, many);
        assertThat(questions() - before).isEqualTo(2);

        clock.advance(Duration.ofHours(1));
        sizes.readSizes(REALM, many);
        assertThat(questions() - before).isEqualTo(4);
    }

    @Test
    void shouldGoOnWithoutSizesWhereTheyAreDenied() {
        put(1, 1000);
        proxy.answerNext("GetMetricData", 403, DENIED);

        assertThat(sizes.readSizes(REALM, List.of(bucket))).containsEntry(bucket, BucketSizeReader.BucketSize.UNKNOWN);
        assertThat(purse.left).isEqualByComparingTo("1");
        assertThat(meters.counter("gleaner.collector.unavailable", "source", "inventory-buckets")
                        .count())
                .isEqualTo(1);
        assertThat(sizes.readSizes(REALM, List.of(bucket)).get(bucket).standardBytes())
                .contains(1000L);
    }

    private static int questions() {
        return proxy.calls("GetMetricData").size();
    }

    private void put(int daysAgo, double bytes) {
        put("BucketSizeBytes", "StandardStorage", daysAgo, bytes);
    }

    private void put(String metric, String storageType, int daysAgo, double value) {
        cloudWatch
                .putMetricData(request -> request.namespace("AWS/S3")
                        .metricData(datum -> datum.metricName(metric)
                                .unit(StandardUnit.NONE)
                                .timestamp(clock.instant().minus(daysAgo, ChronoUnit.DAYS))
                                .value(value)
                                .dimensions(
                                        BucketSizeQuery.StorageMetric.dimension("BucketName", bucket),
                                        BucketSizeQuery.StorageMetric.dimension("StorageType", storageType))))
                .join();
    }

    private static final class Purse extends GetMetricDataBudget {

        private BigDecimal left = BigDecimal.ONE;

        @SuppressWarnings("NullAway") // neither checkpoints nor Kafka are used by what is overridden
        Purse() {
            super(() -> BigDecimal.ONE, null, null, new SimpleMeterRegistry(), Clock.systemUTC());
        }

        @Override
        public void reserve(BigDecimal dollars) {
            if (left.compareTo(dollars) < 0) {
                throw new SpentException(dollars, left);
            }
            left = left.subtract(dollars);
        }

        @Override
        public void refund(BigDecimal dollars) {
            left = left.add(dollars);
        }
    }
}
