package dev.gleaner.collector.source.cloudwatch.query;

import dev.gleaner.collector.source.cloudwatch.AgentMemory;
import dev.gleaner.collector.source.cloudwatch.MetricPoint;
import dev.gleaner.contracts.resource.GetMetricDataPrice;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Metrics that rules and the cost of predictions need of one kind of resource, and the length of a period. */
enum MetricQueryPlan {
    /** Five minutes are the period of basic monitoring, and short enough to show peaks. */
    INSTANCES(
            "get-metric-data",
            Duration.ofMinutes(5),
            WantedMetric.CPU,
            WantedMetric.NETWORK_IN,
            WantedMetric.NETWORK_OUT),
    /** The greatest value of each hour, as the CloudWatch agent publishes it. */
    MEMORY("get-metric-data-memory", Duration.ofHours(1), WantedMetric.MEMORY),
    /** Operations on all EBS volumes of an instance, which EC2 has of Nitro types only. Their sum in an hour suffices. */
    DISKS("get-metric-data-disks", Duration.ofHours(1), WantedMetric.EBS_READ_OPS, WantedMetric.EBS_WRITE_OPS),
    /**
     * Invocations and their latency, which CloudWatch need not have for an hour without any, and the load of the processors and GPUs. It has
     * the former while there are instances, the latter of types with GPUs only.
     */
    VARIANTS(
            "get-metric-data-endpoints",
            Duration.ofHours(1),
            WantedMetric.INVOCATIONS,
            WantedMetric.MODEL_LATENCY,
            WantedMetric.VARIANT_CPU,
            WantedMetric.VARIANT_GPU),
    /** Both directions at both sides, so that bytes that only one side reports are seen. */
    NAT_GATEWAYS(
            "get-metric-data-networks",
            Duration.ofHours(1),
            WantedMetric.NAT_IN_FROM_SOURCE,
            WantedMetric.NAT_OUT_TO_DESTINATION,
            WantedMetric.NAT_IN_FROM_DESTINATION,
            WantedMetric.NAT_OUT_TO_SOURCE),
    /** Bytes in both directions, which CloudWatch has for minutes with traffic only. */
    INTERFACE_ENDPOINTS(
            "get-metric-data-interface-endpoints", Duration.ofHours(1), WantedMetric.INTERFACE_ENDPOINT_BYTES),
    /** Bytes, which CloudWatch has only where there are any, and capacity units, which it always has. */
    LOAD_BALANCERS(
            "get-metric-data-load-balancers",
            Duration.ofHours(1),
            WantedMetric.LOAD_BALANCER_BYTES,
            WantedMetric.LOAD_BALANCER_UNITS),
    /** What the targets of an Application Load Balancer were asked, which is counted for a service. */
    REQUESTS("get-metric-data-requests", Duration.ofHours(1), WantedMetric.REQUEST_COUNT),
    /** Invocations of a model of Amazon Bedrock and their tokens, which are counted for a service. */
    MODELS(
            "get-metric-data-models",
            Duration.ofHours(1),
            WantedMetric.MODEL_INVOCATIONS,
            WantedMetric.INPUT_TOKENS,
            WantedMetric.OUTPUT_TOKENS),
    /** Minutes, as longer periods hide bursts and cost the same. CloudWatch keeps them for 15 days. */
    VOLUMES(
            "get-metric-data-volumes",
            Duration.ofMinutes(1),
            WantedMetric.VOLUME_READ_OPS,
            WantedMetric.VOLUME_WRITE_OPS,
            WantedMetric.VOLUME_READ_BYTES,
            WantedMetric.VOLUME_WRITE_BYTES),
    /**
     * The mean load of the instances of an Auto Scaling group, and how many are in service. CloudWatch has the number only of groups whose
     * metrics are enabled. Five minutes, as the mean of an hour hides peaks.
     */
    SCALING_GROUPS(
            "get-metric-data-scaling-groups",
            Duration.ofMinutes(5),
            WantedMetric.GROUP_CPU,
            WantedMetric.GROUP_INSTANCES),
    /** Uncompressed bytes of log events, for which CloudWatch Logs charges. */
    LOG_GROUPS("get-metric-data-log-groups", Duration.ofHours(1), WantedMetric.LOG_INCOMING_BYTES);

    /** Includes the working days of two weeks. */
    private static final Duration LOOK_BACK = Duration.ofDays(14);

    private final String source;
    private final Duration period;
    private final List<WantedMetric> metrics;

    MetricQueryPlan(String source, Duration period, WantedMetric... metrics) {
        this.source = source;
        this.period = period;
        this.metrics = List.of(metrics);
    }

    /** As in the {@code source} field of signals. */
    String source() {
        return source;
    }

    Duration period() {
        return period;
    }

    List<WantedMetric> metrics() {
        return metrics;
    }

    /** Queries per resource. */
    int queries() {
        return metrics.stream().mapToInt(metric -> metric.statistics().size()).sum();
    }

    /**
     * Time before the end of a request that it covers at least, although only its new periods are published. An empty answer
     * means that there was no traffic only if the metric is known to have values in the region. Longer requests cost the same.
     */
    Duration lookBack() {
        return metrics.stream().anyMatch(WantedMetric::isAbsentWithoutTraffic) ? LOOK_BACK : Duration.ZERO;
    }

    /** USD for one page of results for this number of resources. */
    BigDecimal dollars(int targets) {
        return GetMetricDataPrice.dollarsFor((long) targets * metrics.size());
    }

    /** A metric that is needed, with the statistics it needs: each one is a separate query. */
    enum WantedMetric {
        CPU("AWS/EC2", "CPUUtilization", "Percent", "Average", "Maximum"),
        NETWORK_IN("AWS/EC2", "NetworkIn", "Bytes", "Sum"),
        NETWORK_OUT("AWS/EC2", "NetworkOut", "Bytes", "Sum"),
        /**
         * Of all EBS volumes together. Source: Amazon EC2 User Guide, "CloudWatch metrics that are available for your instances", Amazon EBS
         * metrics for Nitro-based instances.
         */
        EBS_READ_OPS("AWS/EC2", "EBSReadOps", "Count", "Sum"),
        EBS_WRITE_OPS("AWS/EC2", "EBSWriteOps", "Count", "Sum"),
        /** The name is that of the operating system. */
        MEMORY(AgentMemory.NAMESPACE, "", "Percent", "Maximum"),
        /** Source: Amazon SageMaker AI Developer Guide, "Amazon SageMaker AI metrics in Amazon CloudWatch". */
        INVOCATIONS("AWS/SageMaker", "Invocations", "None", "Sum"),
        /** Of the instances of a variant, at a frequency of a minute; source as above. */
        VARIANT_CPU("/aws/sagemaker/Endpoints", "CPUUtilization", "Percent", "Average", "Maximum"),
        /** The same of its GPUs; source as above. */
        VARIANT_GPU("/aws/sagemaker/Endpoints", "GPUUtilization", "Percent", "Average", "Maximum"),
        /** The time in which the model answers, with the way to its container; source as above. */
        MODEL_LATENCY("AWS/SageMaker", "ModelLatency", "Microseconds", "Average"),
        NAT_IN_FROM_SOURCE("AWS/NATGateway", "BytesInFromSource", "Bytes", "Sum"),
        NAT_OUT_TO_DESTINATION("AWS/NATGateway", "BytesOutToDestination", "Bytes", "Sum"),
        NAT_IN_FROM_DESTINATION("AWS/NATGateway", "BytesInFromDestination", "Bytes", "Sum"),
        NAT_OUT_TO_SOURCE("AWS/NATGateway", "BytesOutToSource", "Bytes", "Sum"),
        INTERFACE_ENDPOINT_BYTES("AWS/PrivateLinkEndpoints", "BytesProcessed", "Bytes", "Sum"),
        /** The namespace is that of the type of the load balancer. */
        LOAD_BALANCER_BYTES("", "ProcessedBytes", "Bytes", "Sum"),
        LOAD_BALANCER_UNITS("", "ConsumedLCUs", "Count", "Sum"),
        /** Source: User Guide for Application Load Balancers, "CloudWatch metrics for your Application Load Balancer". */
        REQUEST_COUNT("AWS/ApplicationELB", "RequestCount", "Count", "Sum"),
        /** Source: Amazon Bedrock User Guide, "Monitor bedrock-runtime inference using CloudWatch metrics". */
        MODEL_INVOCATIONS("AWS/Bedrock", "Invocations", "Count", "Sum"),
        INPUT_TOKENS("AWS/Bedrock", "InputTokenCount", "Count", "Sum"),
        OUTPUT_TOKENS("AWS/Bedrock", "OutputTokenCount", "Count", "Sum"),
        VOLUME_READ_OPS("AWS/EBS", "VolumeReadOps", "Count", "Sum"),
        VOLUME_WRITE_OPS("AWS/EBS", "VolumeWriteOps", "Count", "Sum"),
        VOLUME_READ_BYTES("AWS/EBS", "VolumeReadBytes", "Bytes", "Sum"),
        VOLUME_WRITE_BYTES("AWS/EBS", "VolumeWriteBytes", "Bytes", "Sum"),
        /** Of all instances of a group together. Source: Amazon EC2 User Guide, "CloudWatch metrics that are available for your instances". */
        GROUP_CPU("AWS/EC2", "CPUUtilization", "Percent", "Average"),
        /** Source: Amazon EC2 Auto Scaling User Guide, "Amazon CloudWatch metrics for Amazon EC2 Auto Scaling". */
        GROUP_INSTANCES("AWS/AutoScaling", "GroupInServiceInstances", "None", "Maximum"),
        /** Source: Amazon CloudWatch Logs User Guide, "Monitoring CloudWatch Logs usage with CloudWatch metrics". */
        LOG_INCOMING_BYTES("AWS/Logs", "IncomingBytes", "Bytes", "Sum");

        private final String namespace;
        private final String metric;
        private final String unit;
        private final List<String> statistics;

        WantedMetric(String namespace, String metric, String unit, String... statistics) {
            this.namespace = namespace;
            this.metric = metric;
            this.unit = unit;
            this.statistics = List.of(statistics);
        }

        /** Namespace in CloudWatch. */
        String namespace(MetricTarget target) {
            return target.namespace().orElse(namespace);
        }

        /**
         * Whether CloudWatch has no value for a period without traffic. Source: AWS PrivateLink guide, "CloudWatch metrics for
         * AWS PrivateLink": "The endpoint received traffic during the one-minute period".
         */
        boolean isAbsentWithoutTraffic() {
            return this == INTERFACE_ENDPOINT_BYTES;
        }

        /** Name in CloudWatch. */
        String metric(MetricTarget target) {
            return target.metric().orElse(metric);
        }

        /** Name in signals. */
        String signalName(MetricTarget target) {
            return namespace(target) + " " + metric(target);
        }

        String unit() {
            return unit;
        }

        List<String> statistics() {
            return statistics;
        }

        /**
         * The point of a period, once all statistics are present. A metric with one value per period uses it as mean,
         * maximum and sum; its number of samples is not requested.
         */
        Optional<MetricPoint> point(MetricPoint.Series series, Instant time, Map<String, Double> values) {
            if (!values.keySet().containsAll(statistics)) {
                return Optional.empty();
            }
            double mean = values.getOrDefault(statistics.get(0), Double.NaN);
            double maximum = values.getOrDefault(statistics.get(statistics.size() - 1), Double.NaN);
            return Optional.of(new MetricPoint(series, time, maximum, mean, 1));
        }
    }
}
