package dev.gleaner.collector.source.inventory.storage;

import java.time.Duration;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;

/** What CloudWatch has a point a day of for each bucket, as far as rules ask for it. */
enum StorageMetric {
    STANDARD_BYTES("BucketSizeBytes", "StandardStorage"),
    /** By it and the bytes the mean size of an object is known: small ones cost more in most classes. */
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
                                .dimensions(dimension("BucketName", bucket), dimension("StorageType", storageType))))
                .build();
    }

    static Dimension dimension(String name, String value) {
        return Dimension.builder().name(name).value(value).build();
    }
}
