package dev.gleaner.collector.source.inventory.storage;

import dev.gleaner.collector.aws.Pages;
import dev.gleaner.collector.aws.Realm;
import dev.gleaner.contracts.price.MetricPrice;
import io.quarkus.logging.Log;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;

/**
 * How many bytes of a bucket are in the class Standard. CloudWatch has one point a day of it, which comes with a delay of
 * a day or two (S3 user guide, CloudWatch daily storage metrics), and each question costs; so answers are kept for a while.
 */
final class BucketSizes {

    /** Most that a call takes. */
    static final int AT_ONCE = 500;

    private static final Duration KEPT = Duration.ofHours(6);
    private static final Duration BACK = Duration.ofDays(3);
    private static final Duration PERIOD = Duration.ofDays(1);

    private final Function<Realm, CloudWatchAsyncClient> cloudWatch;
    private final Refusals refusals;
    private final Clock clock;
    private final Map<String, Size> known = new ConcurrentHashMap<>();

    /** Asks the CloudWatch of each region of an account. */
    BucketSizes(Function<Realm, CloudWatchAsyncClient> cloudWatch, Refusals refusals, Clock clock) {
        this.cloudWatch = cloudWatch;
        this.refusals = refusals;
        this.clock = clock;
    }

    /** The newest size of each of these buckets of a region that has one. */
    Map<String, Long> of(Realm realm, List<String> buckets) {
        List<String> due = buckets.stream().filter(this::isDue).toList();
        for (int from = 0; from < due.size(); from += AT_ONCE) {
            ask(realm, due.subList(from, Math.min(from + AT_ONCE, due.size())));
        }
        Map<String, Long> sizes = new HashMap<>();
        for (String bucket : buckets) {
            Optional.ofNullable(known.get(bucket)).flatMap(Size::bytes).ifPresent(bytes -> sizes.put(bucket, bytes));
        }
        return sizes;
    }

    private boolean isDue(String bucket) {
        Size size = known.get(bucket);
        return size == null || !clock.instant().isBefore(size.asked().plus(KEPT));
    }

    private void ask(Realm realm, List<String> buckets) {
        Instant now = clock.instant();
        Log.infof(
                "Asking CloudWatch in %s for the sizes of %d buckets costs about %s USD",
                realm, buckets.size(), MetricPrice.of(buckets.size()));
        List<MetricDataResult> results = new ArrayList<>();
        try {
            Pages.each(
                    token -> cloudWatch
                            .apply(realm)
                            .getMetricData(request -> request.metricDataQueries(queries(buckets))
                                    .startTime(now.minus(BACK))
                                    .endTime(now)
                                    .nextToken(token)),
                    GetMetricDataResponse::nextToken,
                    page -> results.addAll(page.metricDataResults()));
        } catch (SdkException e) {
            refusals.take("Sizes of buckets of " + realm, "cloudwatch:GetMetricData", e);
            return;
        }
        Map<String, Size> sizes = new HashMap<>();
        buckets.forEach(bucket -> sizes.put(bucket, new Size(now, Optional.empty(), Instant.EPOCH)));
        results.forEach(result ->
                sizes.merge(buckets.get(Integer.parseInt(result.id().substring(1))), newest(now, result), Size::newer));
        known.putAll(sizes);
    }

    private static Size newest(Instant asked, MetricDataResult result) {
        return IntStream.range(0, result.timestamps().size())
                .mapToObj(i -> new Size(
                        asked,
                        Optional.of(result.values().get(i).longValue()),
                        result.timestamps().get(i)))
                .reduce(new Size(asked, Optional.empty(), Instant.EPOCH), Size::newer);
    }

    private static List<MetricDataQuery> queries(List<String> buckets) {
        return IntStream.range(0, buckets.size())
                .mapToObj(i -> query("q" + i, buckets.get(i)))
                .toList();
    }

    private static MetricDataQuery query(String id, String bucket) {
        return MetricDataQuery.builder()
                .id(id)
                .metricStat(stat -> stat.period(Math.toIntExact(PERIOD.toSeconds()))
                        .stat("Average")
                        .metric(metric -> metric.namespace("AWS/S3")
                                .metricName("BucketSizeBytes")
                                .dimensions(
                                        dimension("BucketName", bucket), dimension("StorageType", "StandardStorage"))))
                .build();
    }

    static Dimension dimension(String name, String value) {
        return Dimension.builder().name(name).value(value).build();
    }

    /** A bucket's size at a time; absent where there was no point. */
    private record Size(Instant asked, Optional<Long> bytes, Instant time) {

        Size newer(Size other) {
            return other.time.isAfter(time) ? other : this;
        }
    }
}
