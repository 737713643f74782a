package dev.gleaner.collector.source.inventory.storage;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;

/** A request to CloudWatch for the sizes of some buckets, and its evaluation. */
final class BucketSizeQuery {

    private final List<String> buckets;
    private final Map<String, Asked> asked = new LinkedHashMap<>();

    BucketSizeQuery(List<String> buckets) {
        this.buckets = List.copyOf(buckets);
        for (String bucket : buckets) {
            for (StorageMetric metric : StorageMetric.values()) {
                asked.put("q" + asked.size(), new Asked(bucket, metric));
            }
        }
    }

    List<MetricDataQuery> queries() {
        List<MetricDataQuery> queries = new ArrayList<>();
        asked.forEach((id, one) -> queries.add(one.metric().query(id, one.bucket())));
        return queries;
    }

    /** Newest size of each requested bucket in all pages. */
    Map<String, BucketSizeReader.BucketSize> sizes(List<MetricDataResult> results) {
        Map<Asked, NavigableMap<Instant, Double>> points = new HashMap<>();
        for (MetricDataResult result : results) {
            Asked one = asked.get(result.id());
            if (one == null) {
                throw new IllegalArgumentException(
                        "CloudWatch returned a result that was not requested: " + result.id());
            }
            NavigableMap<Instant, Double> series = points.computeIfAbsent(one, key -> new TreeMap<>());
            IntStream.range(0, result.timestamps().size())
                    .forEach(i -> series.put(
                            result.timestamps().get(i), result.values().get(i)));
        }
        Map<String, BucketSizeReader.BucketSize> sizes = new HashMap<>();
        for (String bucket : buckets) {
            sizes.put(
                    bucket,
                    new BucketSizeReader.BucketSize(
                            newest(points.get(new Asked(bucket, StorageMetric.STANDARD_BYTES))),
                            newest(points.get(new Asked(bucket, StorageMetric.OBJECTS)))));
        }
        return sizes;
    }

    private static Optional<Long> newest(@Nullable NavigableMap<Instant, Double> series) {
        return Optional.ofNullable(series)
                .flatMap(known -> known.descendingMap().values().stream().findFirst())
                .map(Double::longValue);
    }

    private record Asked(String bucket, StorageMetric metric) {}

    /** Daily storage metrics of a listing. */
    enum StorageMetric {
        STANDARD_BYTES("BucketSizeBytes", "StandardStorage"),
        /** In all classes. No rule uses it. */
        OBJECTS("NumberOfObjects", "AllStorageTypes");

        private static final Duration PERIOD = Duration.ofDays(1);

        private final String metric;
        private final String storageType;

        StorageMetric(String metric, String storageType) {
            this.metric = metric;
            this.storageType = storageType;
        }

        MetricDataQuery query(String id, String bucket) {
            return MetricDataQuery.builder()
                    .id(id)
                    .metricStat(stat -> stat.period(Math.toIntExact(PERIOD.toSeconds()))
                            .stat("Average")
                            .metric(asked -> asked.namespace("AWS/S3")
                                    .metricName(metric)
                                    .dimensions(
                                            dimension("BucketName", bucket), dimension("StorageType", storageType))))
                    .build();
        }

        static Dimension dimension(String name, String value) {
            return Dimension.builder().name(name).value(value).build();
        }
    }
}
