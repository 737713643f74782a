package dev.gleaner.local.estate;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The metrics of namespace {@code AWS/EC2} that an estate holds. */
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

    /** CloudWatch's name. */
    public String awsName() {
        return awsName;
    }

    /** CloudWatch's unit. */
    public String unit() {
        return unit;
    }

    /** Whether a period's value is the sum of its parts (bytes), not their mean (percent). */
    public boolean additive() {
        return additive;
    }
}
