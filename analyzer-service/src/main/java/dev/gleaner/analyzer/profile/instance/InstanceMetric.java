package dev.gleaner.analyzer.profile.instance;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The metrics of an instance that are kept. */
public enum InstanceMetric {
    /** Percent. */
    CPU("AWS/EC2 CPUUtilization", 'c'),
    /** Bytes. */
    NETWORK_IN("AWS/EC2 NetworkIn", 'i'),
    /** Bytes. */
    NETWORK_OUT("AWS/EC2 NetworkOut", 'o');

    private static final Map<String, InstanceMetric> BY_NAME = new HashMap<>();

    static {
        for (InstanceMetric instanceMetric : values()) {
            BY_NAME.put(instanceMetric.metric, instanceMetric);
        }
    }

    private final String metric;
    private final char code;

    InstanceMetric(String metric, char code) {
        this.metric = metric;
        this.code = code;
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

    /** Its letter in stored keys. Never changed. */
    char code() {
        return code;
    }

    static InstanceMetric of(char code) {
        for (InstanceMetric instanceMetric : values()) {
            if (instanceMetric.code == code) {
                return instanceMetric;
            }
        }
        throw new IllegalArgumentException("no metric has the letter " + code);
    }
}
