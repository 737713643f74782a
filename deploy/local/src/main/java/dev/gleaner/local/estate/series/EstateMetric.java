package dev.gleaner.local.estate.series;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The metrics of an estate. Sources: Amazon EC2 User Guide, "CloudWatch metrics that are available for your instances"; Amazon EBS
 * User Guide, "Amazon CloudWatch metrics for Amazon EBS"; Amazon VPC User Guide, "Monitor NAT gateways using Amazon
 * CloudWatch"; AWS PrivateLink guide, "CloudWatch metrics for AWS PrivateLink"; User Guide for Application Load Balancers, "CloudWatch
 * metrics for your Application Load Balancer"; Amazon CloudWatch Logs User Guide, "Monitoring with CloudWatch metrics"; Amazon SageMaker
 * AI Developer Guide, "Amazon SageMaker AI metrics in Amazon CloudWatch"; Amazon CloudWatch User Guide, "Metrics collected by the
 * CloudWatch agent".
 */
public enum EstateMetric {
    @JsonProperty("CPUUtilization")
    CPU_UTILIZATION(Source.INSTANCE, "CPUUtilization", "Percent", false),
    @JsonProperty("NetworkIn")
    NETWORK_IN(Source.INSTANCE, "NetworkIn", "Bytes", true),
    @JsonProperty("NetworkOut")
    NETWORK_OUT(Source.INSTANCE, "NetworkOut", "Bytes", true),
    /** As the CloudWatch agent publishes it, in a namespace of its own. */
    @JsonProperty("mem_used_percent")
    MEMORY_USED(Source.INSTANCE, "mem_used_percent", "Percent", false),
    /** Of all volumes that are attached to an instance. It has no series: it follows from those of its volumes. */
    EBS_READ_OPS(Source.INSTANCE, "EBSReadOps", "Count", true),
    /** As above. */
    EBS_WRITE_OPS(Source.INSTANCE, "EBSWriteOps", "Count", true),
    @JsonProperty("VolumeReadOps")
    VOLUME_READ_OPS(Source.VOLUME, "VolumeReadOps", "Count", true),
    @JsonProperty("VolumeWriteOps")
    VOLUME_WRITE_OPS(Source.VOLUME, "VolumeWriteOps", "Count", true),
    @JsonProperty("VolumeReadBytes")
    VOLUME_READ_BYTES(Source.VOLUME, "VolumeReadBytes", "Bytes", true),
    @JsonProperty("VolumeWriteBytes")
    VOLUME_WRITE_BYTES(Source.VOLUME, "VolumeWriteBytes", "Bytes", true),
    @JsonProperty("BytesInFromSource")
    BYTES_IN_FROM_SOURCE(Source.NAT_GATEWAY, "BytesInFromSource", "Bytes", true),
    @JsonProperty("BytesOutToDestination")
    BYTES_OUT_TO_DESTINATION(Source.NAT_GATEWAY, "BytesOutToDestination", "Bytes", true),
    @JsonProperty("BytesInFromDestination")
    BYTES_IN_FROM_DESTINATION(Source.NAT_GATEWAY, "BytesInFromDestination", "Bytes", true),
    @JsonProperty("BytesOutToSource")
    BYTES_OUT_TO_SOURCE(Source.NAT_GATEWAY, "BytesOutToSource", "Bytes", true),
    @JsonProperty("BytesProcessed")
    BYTES_PROCESSED(Source.INTERFACE_ENDPOINT, "BytesProcessed", "Bytes", true),
    @JsonProperty("ProcessedBytes")
    PROCESSED_BYTES(Source.LOAD_BALANCER, "ProcessedBytes", "Bytes", true),
    @JsonProperty("ConsumedLCUs")
    CONSUMED_LCUS(Source.LOAD_BALANCER, "ConsumedLCUs", "Count", true),
    @JsonProperty("RequestCount")
    REQUEST_COUNT(Source.LOAD_BALANCER, "RequestCount", "Count", true),
    @JsonProperty("IncomingBytes")
    INCOMING_BYTES(Source.LOG_GROUP, "IncomingBytes", "Bytes", true),
    @JsonProperty("Invocations")
    INVOCATIONS(Source.INFERENCE_ENDPOINT, "Invocations", "None", true),
    /** Of the instances of a variant: CloudWatch has it in another namespace, under the name of the metric of EC2. */
    @JsonProperty("EndpointCPUUtilization")
    ENDPOINT_CPU_UTILIZATION(Source.INFERENCE_ENDPOINT, "CPUUtilization", "Percent", false),
    /** The time in which the model of a variant answers. */
    @JsonProperty("ModelLatency")
    MODEL_LATENCY(Source.INFERENCE_ENDPOINT, "ModelLatency", "Microseconds", false),
    /** As a CloudWatch agent on a notebook instance publishes it: CloudWatch has no metric of these by itself. */
    @JsonProperty("cpu_usage_active")
    NOTEBOOK_CPU(Source.NOTEBOOK, "cpu_usage_active", "Percent", false),
    /** Of all instances of an Auto Scaling group together, under the name of the metric of an instance. */
    @JsonProperty("GroupCPUUtilization")
    GROUP_CPU_UTILIZATION(Source.SCALING_GROUP, "CPUUtilization", "Percent", false),
    @JsonProperty("GroupInServiceInstances")
    GROUP_IN_SERVICE_INSTANCES(Source.SCALING_GROUP, "GroupInServiceInstances", "None", false),
    @JsonProperty("ModelInvocations")
    MODEL_INVOCATIONS(Source.INFERENCE_PROFILE, "Invocations", "Count", true),
    @JsonProperty("InputTokenCount")
    INPUT_TOKEN_COUNT(Source.INFERENCE_PROFILE, "InputTokenCount", "Count", true),
    @JsonProperty("OutputTokenCount")
    OUTPUT_TOKEN_COUNT(Source.INFERENCE_PROFILE, "OutputTokenCount", "Count", true),
    /** What a service reports itself: CloudWatch has nothing of it. */
    @JsonProperty("Predictions")
    PREDICTIONS(Source.SERVICE, "Predictions", "Count", true),
    @JsonProperty("InputTokens")
    INPUT_TOKENS(Source.SERVICE, "InputTokens", "Count", true),
    @JsonProperty("OutputTokens")
    OUTPUT_TOKENS(Source.SERVICE, "OutputTokens", "Count", true);

    private static final double WHOLE_PERCENT = 100;

    private final Source source;
    private final String awsName;
    private final String unit;
    private final boolean additive;

    EstateMetric(Source source, String awsName, String unit, boolean additive) {
        this.source = source;
        this.awsName = awsName;
        this.unit = unit;
        this.additive = additive;
    }

    /** What has the metric. */
    public Source source() {
        return source;
    }

    /** The name in CloudWatch. */
    public String awsName() {
        return awsName;
    }

    /** The namespace in CloudWatch. */
    public String namespace() {
        return switch (this) {
            case ENDPOINT_CPU_UTILIZATION -> "/aws/sagemaker/Endpoints";
            case GROUP_IN_SERVICE_INSTANCES -> "AWS/AutoScaling";
            case MEMORY_USED -> "CWAgent";
            default -> source.namespace;
        };
    }

    /** The unit in CloudWatch. */
    public String unit() {
        return unit;
    }

    /** Whether the value of a period is the sum (bytes, operations), not the mean (percent), of its parts. */
    public boolean additive() {
        return additive;
    }

    /**
     * Whether CloudWatch has no value, instead of 0, for a period without traffic. Sources: the guides above. That of SageMaker does not say
     * it of invocations, and their absence is what is harder to tell from hours that were not read.
     */
    public boolean isAbsentWithoutTraffic() {
        return this == BYTES_PROCESSED || this == PROCESSED_BYTES || this == INVOCATIONS;
    }

    /** The largest mean of a period. The load of an endpoint is the sum over its vCPUs, and latencies and numbers are no shares. */
    public double most() {
        return source == Source.INFERENCE_ENDPOINT || this == GROUP_IN_SERVICE_INSTANCES
                ? Double.MAX_VALUE
                : WHOLE_PERCENT;
    }

    /** A kind of resource with metrics in an estate. */
    public enum Source {
        INSTANCE("instance", "AWS/EC2", "InstanceId", EstateSeries.FIVE_MINUTES),
        VOLUME("volume", "AWS/EBS", "VolumeId", EstateSeries.MINUTE),
        NAT_GATEWAY("NAT gateway", "AWS/NATGateway", "NatGatewayId", EstateSeries.FIVE_MINUTES),
        INTERFACE_ENDPOINT(
                "interface endpoint", "AWS/PrivateLinkEndpoints", "VPC Endpoint Id", EstateSeries.FIVE_MINUTES),
        LOAD_BALANCER("load balancer", "AWS/ApplicationELB", "LoadBalancer", EstateSeries.FIVE_MINUTES),
        LOG_GROUP("log group", "AWS/Logs", "LogGroupName", EstateSeries.FIVE_MINUTES),
        INFERENCE_ENDPOINT("inference endpoint", "AWS/SageMaker", "EndpointName", EstateSeries.FIVE_MINUTES),
        NOTEBOOK(
                "notebook instance", "SageMakerNotebookInstances", "notebook_instance_name", EstateSeries.FIVE_MINUTES),
        SCALING_GROUP("Auto Scaling group", "AWS/EC2", "AutoScalingGroupName", EstateSeries.FIVE_MINUTES),
        INFERENCE_PROFILE("inference profile", "AWS/Bedrock", "ModelId", EstateSeries.FIVE_MINUTES),
        /** The value of the tag {@code service}, or else {@code project}, of some resource. It has no metrics in CloudWatch. */
        SERVICE("service", "", "", EstateSeries.FIVE_MINUTES);

        private final String noun;
        private final String namespace;
        private final String dimension;
        private final int period;

        Source(String noun, String namespace, String dimension, int period) {
            this.noun = noun;
            this.namespace = namespace;
            this.dimension = dimension;
            this.period = period;
        }

        /** The noun for a person. */
        public String noun() {
            return noun;
        }

        /** The period of the points of an estate, seconds. CloudWatch has all but those of instances by the minute. */
        public int period() {
            return period;
        }

        /** Whether Gleaner has the metrics from a metric stream: only points of minutes show the peaks of volumes. */
        public boolean isStreamed() {
            return this == INSTANCE || this == VOLUME;
        }

        /** Whether Gleaner asks CloudWatch for the metrics. */
        public boolean isQueried() {
            return !isStreamed() && this != SERVICE;
        }

        /** The dimension in CloudWatch that identifies the resource. */
        public String dimension() {
            return dimension;
        }
    }
}
