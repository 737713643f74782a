package dev.gleaner.actuator.support;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;

/** A metric of CloudWatch with one value in each hour. */
record HourlyMetric(String namespace, String name, List<Dimension> dimensions) {

    static Dimension dimension(String name, String value) {
        return Dimension.builder().name(name).value(value).build();
    }

    /** Puts this value in each of the hours that began so many hours ago; 0 is the hour now. */
    void put(CloudWatchAsyncClient cloudWatch, int from, int until, double value) {
        Instant hour = Instant.now().truncatedTo(ChronoUnit.HOURS);
        List<MetricDatum> data = IntStream.rangeClosed(from, until)
                .mapToObj(ago -> MetricDatum.builder()
                        .metricName(name)
                        .dimensions(dimensions)
                        .timestamp(hour.minus(ago, ChronoUnit.HOURS))
                        .value(value)
                        .build())
                .toList();
        cloudWatch
                .putMetricData(request -> request.namespace(namespace).metricData(data))
                .join();
    }
}
