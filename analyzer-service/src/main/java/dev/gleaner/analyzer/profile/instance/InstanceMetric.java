package dev.gleaner.analyzer.profile.instance;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The metrics of an instance that are kept. */
public enum InstanceMetric {
    /** Percent. */
    CPU("AWS/EC2 CPUUtilization"),
    /** Bytes. */
    NETWORK_IN("AWS/EC2 NetworkIn"),
    /** Bytes. */
    NETWORK_OUT("AWS/EC2 NetworkOut");

    private static final Map<String, InstanceMetric> BY_NAME = new HashMap<>();

    static {
        for (InstanceMetric instanceMetric : values()) {
            BY_NAME.put(instanceMetric.metric, instanceMetric);
        }
    }

    private final String metric;

    InstanceMetric(String metric) {
        this.metric = metric;
    }

    /** Which one a signal's metric name means; empty for one that is not kept. */
    public static Optional<InstanceMetric> named(String metric) {
        return Optional.ofNullable(BY_NAME.get(metric));
    }

    /** Name as signals carry it. */
    public String metric() {
        return metric;
    }

    /** Name without the namespace. */
    public String shortName() {
        return metric.substring(metric.indexOf(' ') + 1);
    }
}
