package dev.gleaner.actuator.aws;

import java.time.Instant;
import java.util.Map;

/**
 * Network traffic of the last hours as CloudWatch has it, bytes, by the start of the hour. An hour without a point is absent.
 *
 * @param in Sum of NetworkIn of each hour
 * @param out Sum of NetworkOut of each hour
 */
public record HourlyTraffic(Map<Instant, Double> in, Map<Instant, Double> out) {

    /** Of which nothing was read. */
    public static final HourlyTraffic NONE = new HourlyTraffic(Map.of(), Map.of());

    public HourlyTraffic {
        in = Map.copyOf(in);
        out = Map.copyOf(out);
    }

    /** All bytes of all hours, in both directions. */
    public double total() {
        return in.values().stream().mapToDouble(bytes -> bytes).sum()
                + out.values().stream().mapToDouble(bytes -> bytes).sum();
    }
}
