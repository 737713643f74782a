package dev.gleaner.analyzer.profile.gpu;

import dev.gleaner.analyzer.profile.Hour;

/**
 * One reading of one GPU.
 *
 * @param second since 1970
 * @param utilization percent; not a number when it could not be read
 * @param memoryUsed bytes; negative when it could not be read
 * @param memoryTotal bytes; negative when it could not be read
 */
public record GpuReading(long second, GpuState state, double utilization, long memoryUsed, long memoryTotal) {

    private static final int SECONDS_PER_HOUR = 3600;

    /** The hour of the reading. */
    public Hour hour() {
        return new Hour(Math.floorDiv(second, SECONDS_PER_HOUR));
    }

    /** Second of the hour, from 0. */
    int secondOfHour() {
        return (int) Math.floorMod(second, (long) SECONDS_PER_HOUR);
    }

    /** Of each value of two readings of the same second the greater one, so that their order has no influence. */
    public GpuReading orMore(GpuReading other) {
        return new GpuReading(
                second,
                state.compareTo(other.state) >= 0 ? state : other.state,
                more(utilization, other.utilization),
                Math.max(memoryUsed, other.memoryUsed),
                Math.max(memoryTotal, other.memoryTotal));
    }

    private static double more(double one, double other) {
        if (Double.isNaN(one)) {
            return other;
        }
        return Double.isNaN(other) ? one : Math.max(one, other);
    }
}
