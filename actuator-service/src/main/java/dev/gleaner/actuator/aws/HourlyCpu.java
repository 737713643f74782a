package dev.gleaner.actuator.aws;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * CPU use of the last hours as CloudWatch has it, percent, by the start of the hour. An hour without a point is absent.
 *
 * @param mean Average of each hour
 * @param maximum Maximum of each hour
 */
public record HourlyCpu(Map<Instant, Double> mean, Map<Instant, Double> maximum) {

    public HourlyCpu {
        mean = Map.copyOf(mean);
        maximum = Map.copyOf(maximum);
    }

    /** Hours for which both are there. */
    public long hours() {
        return mean.keySet().stream().filter(maximum::containsKey).count();
    }

    /** The first hour whose value is at least this, with its value. */
    public static String firstAtLeast(Map<Instant, Double> values, double limit) {
        return new TreeMap<>(values)
                .entrySet().stream()
                        .filter(hour -> hour.getValue() >= limit)
                        .findFirst()
                        .map(hour -> hour.getKey() + " with " + hour.getValue() + " %")
                        .orElse("");
    }
}
