package dev.gleaner.actuator.aws;

import java.time.Instant;
import java.util.Map;

/**
 * What an instance did lately, as CloudWatch has it.
 *
 * @param cpu CPU use
 * @param traffic bytes in and out; none where they were not asked for
 */
public record InstanceUsage(HourlyCpu cpu, HourlyTraffic traffic) {

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
}
