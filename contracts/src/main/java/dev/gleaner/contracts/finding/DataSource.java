package dev.gleaner.contracts.finding;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collection;
import java.util.stream.Collectors;

/** Something in AWS or on hosts that may be switched off, and without which rules have insufficient data. */
public enum DataSource {
    @JsonProperty("s3-data-events")
    S3_DATA_EVENTS("data events of S3 in CloudTrail", "events"),

    @JsonProperty("s3-server-access-logs")
    S3_SERVER_ACCESS_LOGS("server access logs of S3", "GB of logs"),

    @JsonProperty("s3-inventory")
    S3_INVENTORY("S3 Inventory", "objects listed"),

    @JsonProperty("vpc-flow-logs")
    VPC_FLOW_LOGS("VPC flow logs", "GB of logs"),

    @JsonProperty("gpu-readings")
    GPU_READINGS("the GPU agent", "hosts"),

    @JsonProperty("cloudwatch-agent")
    CLOUDWATCH_AGENT("the CloudWatch agent", "metrics");

    private final String title;
    private final String unit;

    DataSource(String title, String unit) {
        this.title = title;
        this.unit = unit;
    }

    /** Its name in a sentence, for a person. */
    public String title() {
        return title;
    }

    /** What is counted of it, by which it may be charged, for a person. */
    public String unit() {
        return unit;
    }

    /** Several of which one is enough, for a person. */
    public static String oneOf(Collection<DataSource> sources) {
        return sources.stream().map(DataSource::title).collect(Collectors.joining(" or "));
    }
}
