package dev.gleaner.collector.source.inventory.storage;

import dev.gleaner.collector.aws.AccessDeniedRecorder;
import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.aws.AwsPaginator;
import dev.gleaner.collector.source.GetMetricDataBudget;
import dev.gleaner.contracts.resource.GetMetricDataPrice;
import io.quarkus.logging.Log;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;

/**
 * Reads the sizes of buckets. CloudWatch has one point a day with a delay of a day or two (S3 user guide, CloudWatch
 * daily storage metrics), and charges for each request, so that results are kept for a day.
 */
final class BucketSizeReader {

    /** Buckets per call, as a call takes 500 queries. */
    static final int AT_ONCE = 500 / BucketSizeQuery.StorageMetric.values().length;

    private static final Duration CACHE_DURATION = Duration.ofDays(1);
    private static final Duration BACK = Duration.ofDays(3);

    private final Function<AwsAccountRegion, CloudWatchAsyncClient> cloudWatch;
    private final GetMetricDataBudget spending;
    private final AccessDeniedRecorder accessDeniedRecorder;
    private final Clock clock;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    /** Requests CloudWatch in each region of an account. */
    BucketSizeReader(
            Function<AwsAccountRegion, CloudWatchAsyncClient> cloudWatch,
            GetMetricDataBudget spending,
            AccessDeniedRecorder accessDeniedRecorder,
            Clock clock) {
        this.cloudWatch = cloudWatch;
        this.spending = spending;
        this.accessDeniedRecorder = accessDeniedRecorder;
        this.clock = clock;
    }

    /** Newest known sizes of these buckets of a region. */
    Map<String, BucketSize> readSizes(AwsAccountRegion awsAccountRegion, List<String> buckets) {
        List<String> due = buckets.stream().filter(this::isDue).toList();
        try {
            for (int from = 0; from < due.size(); from += AT_ONCE) {
                requestSizes(awsAccountRegion, due.subList(from, Math.min(from + AT_ONCE, due.size())));
            }
        } catch (GetMetricDataBudget.SpentException e) {
            Log.debugf("Sizes of buckets of %s are left out: %s", awsAccountRegion, e.getMessage());
        }
        Map<String, BucketSize> sizes = new HashMap<>();
        for (String bucket : buckets) {
            Known size = known.get(bucket);
            sizes.put(bucket, size == null ? BucketSize.UNKNOWN : size.size());
        }
        return sizes;
    }

    private boolean isDue(String bucket) {
        Known size = known.get(bucket);
        return size == null || !clock.instant().isBefore(size.asked().plus(CACHE_DURATION));
    }

    private void requestSizes(AwsAccountRegion awsAccountRegion, List<String> buckets) {
        Instant now = clock.instant();
        BucketSizeQuery answer = new BucketSizeQuery(buckets);
        BigDecimal price = GetMetricDataPrice.dollarsFor(answer.queries().size());
        Log.infof(
                "Requesting metrics in %s of the sizes of %d buckets costs about %s USD",
                awsAccountRegion, buckets.size(), price.toPlainString());
        List<MetricDataResult> results = new ArrayList<>();
        try {
            AwsPaginator.forEachPage(
                    token -> page(awsAccountRegion, answer.queries(), now, token, price),
                    GetMetricDataResponse::nextToken,
                    page -> results.addAll(page.metricDataResults()));
        } catch (SdkException e) {
            if (e instanceof AwsServiceException) {
                spending.refund(price);
            }
            accessDeniedRecorder.recordOrRethrow(
                    "Sizes of buckets of " + awsAccountRegion, "cloudwatch:GetMetricData", e);
            return;
        }
        answer.sizes(results).forEach((bucket, size) -> known.put(bucket, new Known(now, size)));
    }

    private CompletionStage<GetMetricDataResponse> page(
            AwsAccountRegion awsAccountRegion,
            List<MetricDataQuery> queries,
            Instant now,
            @Nullable String token,
            BigDecimal price) {
        spending.reserve(price);
        return cloudWatch
                .apply(awsAccountRegion)
                .getMetricData(request -> request.metricDataQueries(queries)
                        .startTime(now.minus(BACK))
                        .endTime(now)
                        .nextToken(token));
    }

    private record Known(Instant asked, BucketSize size) {}

    /**
     * Size of a bucket; absent if CloudWatch has no point.
     *
     * @param standardBytes bytes in the storage class Standard
     * @param objects number of objects of all classes, including versions and parts of uploads
     */
    record BucketSize(Optional<Long> standardBytes, Optional<Long> objects) {

        static final BucketSize UNKNOWN = new BucketSize(Optional.empty(), Optional.empty());
    }
}
