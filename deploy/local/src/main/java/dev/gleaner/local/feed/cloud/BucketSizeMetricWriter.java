package dev.gleaner.local.feed.cloud;

import dev.gleaner.local.estate.kind.EstateBucket;
import dev.gleaner.local.estate.series.StatisticSet;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Writes the daily size of each bucket into the CloudWatch of the stand-in. The stand-in adds the size of its tiny
 * objects at each midnight. Therefore each point stands for very many samples and is written before its day begins, so
 * that average and maximum of a day are those of the estate.
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
                clients.bulk().putPoints(bucket.region(), "AWS/S3", points(bucket.name(), bytes, day));
            }
        }
        put = day;
    }

    private static List<StandInBulkWriter.Point> points(String bucket, double bytes, Instant day) {
        Map<String, String> dimensions = Map.of("BucketName", bucket, "StorageType", "StandardStorage");
        return List.of(new StandInBulkWriter.Point(
                "BucketSizeBytes", "Bytes", day, dimensions, new StatisticSet(bytes, bytes, SAMPLES * bytes, SAMPLES)));
    }
}
