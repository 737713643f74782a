package dev.gleaner.actuator.aws;

import java.time.Instant;
import java.util.Map;

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
}
