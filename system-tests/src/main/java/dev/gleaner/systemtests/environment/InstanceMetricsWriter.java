package dev.gleaner.systemtests.environment;

import dev.gleaner.contracts.resource.Arn;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;

/** The CPU use and network traffic that CloudWatch knows of instances. */
public record InstanceMetricsWriter(CloudWatchClient cloudWatch) {

    private static final int HOURS = 24;

    /** Does this much in each of the last hours, from one so many ago to one so many ago; 0 is the hour under way. */
    public void cpu(Arn instance, int from, int to, double percent) {
        Instant current = Instant.now().truncatedTo(ChronoUnit.HOURS);
        List<MetricDatum> data = new ArrayList<>();
        for (int hour = to; hour <= from; hour++) {
            data.add(datum(instance, current.minus(hour, ChronoUnit.HOURS), percent));
        }
        put(data);
    }

    /** Did nothing in the last day. */
    public void idle(Arn instance) {
        cpu(instance, HOURS, 0, 1.5);
        traffic(instance, HOURS, 0, 50_000);
    }

    /** Lets so many bytes in, and as many out, in each of these hours. */
    public void traffic(Arn instance, int from, int to, double bytes) {
        Instant current = Instant.now().truncatedTo(ChronoUnit.HOURS);
        List<MetricDatum> data = new ArrayList<>();
        for (int hour = to; hour <= from; hour++) {
            for (String metric : List.of("NetworkIn", "NetworkOut")) {
                data.add(datum(instance, current.minus(hour, ChronoUnit.HOURS), bytes).toBuilder()
                        .metricName(metric)
                        .build());
            }
        }
        put(data);
    }

    /** Was at this for one reading among many quiet ones, twenty hours ago. */
    public void peak(Arn instance, double percent) {
        Instant hour = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(20, ChronoUnit.HOURS);
        List<MetricDatum> data = new ArrayList<>();
        for (int minute = 1; minute < 50; minute++) {
            data.add(datum(instance, hour.plus(minute, ChronoUnit.MINUTES), 1));
        }
        data.add(datum(instance, hour.plus(50, ChronoUnit.MINUTES), percent));
        put(data);
    }

    /** Does this much in each of the last minutes. */
    public void lately(Arn instance, double percent) {
        List<MetricDatum> data = new ArrayList<>();
        for (int minute = 0; minute < 20; minute++) {
            data.add(datum(instance, Instant.now().minus(Duration.ofMinutes(minute)), percent));
        }
        put(data);
    }

    private void put(List<MetricDatum> data) {
        cloudWatch.putMetricData(request -> request.namespace("AWS/EC2").metricData(data));
    }

    private static MetricDatum datum(Arn instance, Instant at, double percent) {
        return MetricDatum.builder()
                .metricName("CPUUtilization")
                .dimensions(Dimension.builder()
                        .name("InstanceId")
                        .value(instance.id())
                        .build())
                .timestamp(at)
                .value(percent)
                .build();
    }
}
