package dev.gleaner.local.estate;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The metrics of namespace {@code AWS/EC2} in an estate. */
public enum EstateMetric {
    @JsonProperty("CPUUtilization")
    CPU_UTILIZATION("CPUUtilization", "Percent", false),
    @JsonProperty("NetworkIn")
    NETWORK_IN("NetworkIn", "Bytes", true),
    @JsonProperty("NetworkOut")
    NETWORK_OUT("NetworkOut", "Bytes", true);

    private final String awsName;
    private final String unit;
    private final boolean additive;

    EstateMetric(String awsName, String unit, boolean additive) {
        this.awsName = awsName;
        this.unit = unit;
        this.additive = additive;
    }

    /** The name in CloudWatch. */
    public String awsName() {
        return awsName;
    }

    /** The unit in CloudWatch. */
    public String unit() {
        return unit;
    }

    /** Whether the value of a period is the sum (bytes), not the mean (percent), of its parts. */
    public boolean additive() {
        return additive;
    }
}
