package dev.gleaner.local.feed.cloud;

import dev.gleaner.local.estate.EstateBucket;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.LongStream;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

/**
 * Writes the daily size of each bucket into the CloudWatch of the stand-in. The stand-in adds the size of its tiny
 * objects at each midnight. Therefore each point stands for very many samples and is written before its day begins, so
 * that average and maximum of a day are those of the estate. The stand-in compares dimensions in the order of the
 * request, so each point is written in both orders.
 */
final class BucketSizeMetricWriter {

    private static final double SAMPLES = 1e9;

    private final StandInAwsClients clients;
    private final List<EstateBucket> buckets;
    private Instant put = Instant.MIN;

    BucketSizeMetricWriter(StandInAwsClients clients, List<EstateBucket> buckets) {
        this.clients = clients;
        this.buckets = buckets.stream().filter(bucket -> bucket.bytes() != null).toList();
    }

    /** Writes yesterday, today and tomorrow, as far as they are missing. */
    void putAround(Instant now) {
        Instant today = now.truncatedTo(ChronoUnit.DAYS);
        LongStream.rangeClosed(-1, 1)
                .mapToObj(days -> today.plus(days, ChronoUnit.DAYS))
                .filter(day -> day.isAfter(put))
                .forEach(this::put);
    }

    private void put(Instant day) {
        for (EstateBucket bucket : buckets) {
            Long bytes = bucket.bytes();
            if (bytes != null) {
                clients.cloudWatch(bucket.region())
                        .putMetricData(r -> r.namespace("AWS/S3").metricData(data(bucket.name(), bytes, day)));
            }
        }
        put = day;
    }

    private static List<MetricDatum> data(String bucket, double bytes, Instant day) {
        Dimension name = dimension("BucketName", bucket);
        Dimension storage = dimension("StorageType", "StandardStorage");
        return List.of(datum(bytes, day, name, storage), datum(bytes, day, storage, name));
    }

    private static MetricDatum datum(double bytes, Instant day, Dimension... dimensions) {
        return MetricDatum.builder()
                .metricName("BucketSizeBytes")
                .unit(StandardUnit.BYTES)
                .timestamp(day)
                .dimensions(dimensions)
                .statisticValues(s -> s.sampleCount(SAMPLES)
                        .sum(SAMPLES * bytes)
                        .minimum(bytes)
                        .maximum(bytes))
                .build();
    }

    private static Dimension dimension(String name, String value) {
        return Dimension.builder().name(name).value(value).build();
    }
}
