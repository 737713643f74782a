package dev.gleaner.systemtests.environment;

import dev.gleaner.contracts.resource.Arn;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;

/** Writes the CPU use and network traffic of instances to CloudWatch. */
public record InstanceMetricsWriter(CloudWatchClient cloudWatch) {

    /** The variant of each inference endpoint. */
    static final String VARIANT = "main";

    private static final int HOURS = 24;
    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);
    private static final int HOUR_OF_WORK = 9;

    /**
     * CPU use of each hour from so many hours ago to so many hours ago; 0 is the current hour, in whose last minutes it has the same use,
     * and for the hour after, as a case may wait for others.
     */
    public void cpu(Arn instance, int from, int to, double percent) {
        Instant current = Instant.now().truncatedTo(ChronoUnit.HOURS);
        List<MetricDatum> data = new ArrayList<>();
        for (int hour = to; hour <= from; hour++) {
            data.add(datum(instance, current.minus(hour, ChronoUnit.HOURS), percent));
        }
        if (to == 0) {
            Instant since = Instant.now().minus(Duration.ofMinutes(30));
            for (int part = 0; part < 18; part++) {
                data.add(datum(instance, since.plus(FIVE_MINUTES.multipliedBy(part)), percent));
            }
        }
        put(data);
    }

    /**
     * CPU and network by five minutes, of a host that was at work until that many minutes ago, and is idle until that many minutes ago; both
     * may be negative, for what comes while a case waits.
     */
    public void workedUntil(Arn instance, int workEnded, int measured) {
        Instant now = Instant.now();
        List<MetricDatum> data = new ArrayList<>();
        for (Instant at = now.minus(Duration.ofMinutes(150));
                at.isBefore(now.minus(Duration.ofMinutes(measured)));
                at = at.plus(FIVE_MINUTES)) {
            boolean works = at.isBefore(now.minus(Duration.ofMinutes(workEnded)));
            data.add(datum(instance, at, works ? 60 : 1.5));
            for (String metric : List.of("NetworkIn", "NetworkOut")) {
                data.add(datum(instance, at, works ? 40_000_000 : 5_000).toBuilder()
                        .metricName(metric)
                        .build());
            }
        }
        put(data);
    }

    /** The metrics of an instance that has been idle for a day. */
    public void idle(Arn instance) {
        cpu(instance, HOURS, 0, 1.5);
        traffic(instance, HOURS, 0, 50_000);
        disk(instance, HOURS, 0, 900);
    }

    /** Bytes received, and as many sent, in each of these hours. */
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

    /** Reads from the volumes of an instance, and as many writes, in each of these hours. */
    public void disk(Arn instance, int from, int to, double operations) {
        Instant current = Instant.now().truncatedTo(ChronoUnit.HOURS);
        List<MetricDatum> data = new ArrayList<>();
        for (int hour = to; hour <= from; hour++) {
            data.addAll(operations(instance, current.minus(hour, ChronoUnit.HOURS), operations));
        }
        put(data);
    }

    /** Reads from the volumes of an instance, and as many writes, in each of the last twenty minutes. */
    public void diskLately(Arn instance, double operations) {
        List<MetricDatum> data = new ArrayList<>();
        for (int minute = 0; minute < 20; minute++) {
            data.addAll(operations(instance, Instant.now().minus(Duration.ofMinutes(minute)), operations));
        }
        put(data);
    }

    private static List<MetricDatum> operations(Arn instance, Instant time, double operations) {
        return List.of("EBSReadOps", "EBSWriteOps").stream()
                .map(metric -> datum(instance, time, operations).toBuilder()
                        .metricName(metric)
                        .build())
                .toList();
    }

    /** CPU use with one peak among low values, twenty hours ago. */
    public void peak(Arn instance, double percent) {
        Instant hour = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(20, ChronoUnit.HOURS);
        List<MetricDatum> data = new ArrayList<>();
        for (int minute = 1; minute < 50; minute++) {
            data.add(datum(instance, hour.plus(minute, ChronoUnit.MINUTES), 1));
        }
        data.add(datum(instance, hour.plus(50, ChronoUnit.MINUTES), percent));
        put(data);
    }

    /** CPU use in each of the last twenty minutes, with quiet volumes. */
    public void lately(Arn instance, double percent) {
        diskLately(instance, 20);
        List<MetricDatum> data = new ArrayList<>();
        for (int minute = 0; minute < 20; minute++) {
            data.add(datum(instance, Instant.now().minus(Duration.ofMinutes(minute)), percent));
        }
        put(data);
    }

    /** Bytes that a NAT gateway sent in each hour of the last day, and in the current one. */
    public void natTraffic(Arn gateway, double bytes) {
        Instant current = Instant.now().truncatedTo(ChronoUnit.HOURS);
        List<MetricDatum> data = new ArrayList<>();
        for (int hour = 0; hour <= HOURS; hour++) {
            data.add(ofGateway(gateway, current.minus(hour, ChronoUnit.HOURS), bytes));
        }
        cloudWatch.putMetricData(request -> request.namespace("AWS/NATGateway").metricData(data));
    }

    private static MetricDatum ofGateway(Arn gateway, Instant time, double bytes) {
        return MetricDatum.builder()
                .metricName("BytesOutToDestination")
                .dimensions(Dimension.builder()
                        .name("NatGatewayId")
                        .value(gateway.id())
                        .build())
                .timestamp(time)
                .value(bytes)
                .build();
    }

    /** The CPU use of an Auto Scaling group in each hour of the last day, and in the current one, with its number of instances. */
    public void groupCpu(String group, int instances, double percent) {
        Instant current = Instant.now().truncatedTo(ChronoUnit.HOURS);
        List<MetricDatum> cpu = new ArrayList<>();
        List<MetricDatum> inService = new ArrayList<>();
        for (int hour = 0; hour <= HOURS; hour++) {
            MetricDatum datum = ofGroup(group, current.minus(hour, ChronoUnit.HOURS), percent);
            cpu.add(datum);
            inService.add(datum.toBuilder()
                    .metricName("GroupInServiceInstances")
                    .value((double) instances)
                    .build());
        }
        cloudWatch.putMetricData(request -> request.namespace("AWS/EC2").metricData(cpu));
        cloudWatch.putMetricData(request -> request.namespace("AWS/AutoScaling").metricData(inService));
    }

    /** Work on all instances of an Auto Scaling group, twenty hours ago. */
    public void groupPeak(String group, double percent) {
        MetricDatum datum = ofGroup(group, Instant.now().minus(20, ChronoUnit.HOURS), percent);
        cloudWatch.putMetricData(request -> request.namespace("AWS/EC2").metricData(datum));
    }

    private static MetricDatum ofGroup(String group, Instant time, double percent) {
        return MetricDatum.builder()
                .metricName("CPUUtilization")
                .dimensions(Dimension.builder()
                        .name("AutoScalingGroupName")
                        .value(group)
                        .build())
                .timestamp(time)
                .value(percent)
                .build();
    }

    /** The load of the processors of an inference endpoint in each hour of the last day, and in the current one. */
    public void running(Arn endpoint) {
        Instant current = Instant.now().truncatedTo(ChronoUnit.HOURS);
        List<MetricDatum> data = new ArrayList<>();
        for (int hour = 0; hour <= HOURS; hour++) {
            data.add(ofVariant(endpoint, "CPUUtilization", current.minus(hour, ChronoUnit.HOURS), 0.5));
        }
        cloudWatch.putMetricData(
                request -> request.namespace("/aws/sagemaker/Endpoints").metricData(data));
    }

    /** The load of a notebook instance in each hour of the last day, and in the current one. */
    public void quiet(Arn notebook) {
        loaded(notebook, 2);
    }

    /** The same, with that of a training. */
    public void train(Arn notebook) {
        loaded(notebook, 97);
    }

    private void loaded(Arn notebook, double load) {
        Instant current = Instant.now().truncatedTo(ChronoUnit.HOURS);
        List<MetricDatum> data = new ArrayList<>();
        for (int hour = 0; hour <= HOURS; hour++) {
            data.add(MetricDatum.builder()
                    .metricName("cpu_usage_active")
                    .dimensions(Dimension.builder()
                            .name("notebook_instance_name")
                            .value(notebook.id())
                            .build())
                    .timestamp(current.minus(hour, ChronoUnit.HOURS))
                    .value(load)
                    .build());
        }
        cloudWatch.putMetricData(
                request -> request.namespace("SageMakerNotebookInstances").metricData(data));
    }

    /** Invocations of an inference endpoint, twenty hours ago. */
    public void invoked(Arn endpoint, int times) {
        MetricDatum datum = ofVariant(endpoint, "Invocations", Instant.now().minus(20, ChronoUnit.HOURS), times);
        cloudWatch.putMetricData(request -> request.namespace("AWS/SageMaker").metricData(datum));
    }

    /** An hour of work of an instance or of those of an Auto Scaling group, an invocation of an inference endpoint, or a byte over a NAT gateway, on each of these days. */
    public void worked(Arn target, List<LocalDate> days) {
        for (LocalDate day : days) {
            Instant time = day.atTime(HOUR_OF_WORK, 0).toInstant(ZoneOffset.UTC);
            if (target.service().equals("sagemaker")) {
                MetricDatum datum = ofVariant(target, "Invocations", time, 1);
                cloudWatch.putMetricData(
                        request -> request.namespace("AWS/SageMaker").metricData(datum));
            } else if (target.type().equals("natgateway")) {
                MetricDatum datum = ofGateway(target, time, 1);
                cloudWatch.putMetricData(
                        request -> request.namespace("AWS/NATGateway").metricData(datum));
            } else if (target.scalingGroupName().isPresent()) {
                put(List.of(ofGroup(target.scalingGroupName().get(), time, 95)));
            } else {
                put(List.of(datum(target, time, 80)));
            }
        }
    }

    private static MetricDatum ofVariant(Arn endpoint, String metric, Instant time, double value) {
        return MetricDatum.builder()
                .metricName(metric)
                .dimensions(
                        Dimension.builder()
                                .name("EndpointName")
                                .value(endpoint.id())
                                .build(),
                        Dimension.builder().name("VariantName").value(VARIANT).build())
                .timestamp(time)
                .value(value)
                .build();
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
