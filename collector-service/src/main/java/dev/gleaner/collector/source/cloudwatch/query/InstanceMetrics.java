package dev.gleaner.collector.source.cloudwatch.query;

import dev.gleaner.collector.fleet.InstanceRegistry;
import dev.gleaner.collector.metric.MetricQueryPlan;
import dev.gleaner.collector.metric.MetricTarget;
import dev.gleaner.collector.metric.WantedMetric;
import dev.gleaner.collector.source.cloudwatch.AgentMemory;
import dev.gleaner.contracts.resource.Arn;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** Metrics of instances. */
final class InstanceMetrics {

    private static final WantedMetric CPU =
            WantedMetric.of("AWS/EC2", "CPUUtilization", "Percent", "Average", "Maximum");

    private static final WantedMetric NETWORK_IN = WantedMetric.of("AWS/EC2", "NetworkIn", "Bytes", "Sum");

    private static final WantedMetric NETWORK_OUT = WantedMetric.of("AWS/EC2", "NetworkOut", "Bytes", "Sum");

    /** The name is that of the operating system. */
    private static final WantedMetric USED_MEMORY = WantedMetric.of(AgentMemory.NAMESPACE, "", "Percent", "Maximum");

    /**
     * Of all EBS volumes together. Source: Amazon EC2 User Guide, "CloudWatch metrics that are available for your instances", Amazon EBS
     * metrics for Nitro-based instances.
     */
    private static final WantedMetric EBS_READ_OPS = WantedMetric.of("AWS/EC2", "EBSReadOps", "Count", "Sum");

    private static final WantedMetric EBS_WRITE_OPS = WantedMetric.of("AWS/EC2", "EBSWriteOps", "Count", "Sum");

    /** Five minutes are the period of basic monitoring, and short enough to show peaks. */
    static final MetricQueryPlan INSTANCES =
            MetricQueryPlan.of("get-metric-data", Duration.ofMinutes(5), CPU, NETWORK_IN, NETWORK_OUT);

    /** The same of the time before, of which rules know the busiest hour of each day. */
    static final MetricQueryPlan HISTORY =
            MetricQueryPlan.of("get-metric-data-history", Duration.ofHours(1), CPU, NETWORK_IN, NETWORK_OUT);

    /** The greatest value of each hour, as the CloudWatch agent publishes it. */
    static final MetricQueryPlan MEMORY =
            MetricQueryPlan.of("get-metric-data-memory", Duration.ofHours(1), USED_MEMORY);

    /** Operations on all EBS volumes of an instance, which EC2 has of Nitro types only. Their sum in an hour suffices. */
    static final MetricQueryPlan DISKS =
            MetricQueryPlan.of("get-metric-data-disks", Duration.ofHours(1), EBS_READ_OPS, EBS_WRITE_OPS);

    private InstanceMetrics() {}

    /** An instance. */
    static MetricTarget instance(String region, InstanceRegistry.Member instance) {
        return MetricTarget.of(
                instance.id(),
                Arn.instance(region, instance.account(), instance.id()),
                Map.of("InstanceId", instance.id()));
    }

    /**
     * The memory of an instance.
     *
     * @param metric its name in CloudWatch
     * @param dimensions with which the agent publishes it
     */
    static MetricTarget memory(
            String region, InstanceRegistry.Member instance, String metric, Map<String, String> dimensions) {
        String others = dimensions.entrySet().stream()
                .filter(dimension -> !dimension.getValue().equals(instance.id()))
                .map(dimension -> " " + dimension.getKey() + "=" + dimension.getValue())
                .sorted()
                .collect(Collectors.joining());
        return MetricTarget.of(
                        instance.id() + " " + metric + others,
                        Arn.instance(region, instance.account(), instance.id()),
                        dimensions)
                .withMetric(metric);
    }
}
