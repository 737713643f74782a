package dev.gleaner.analyzer.profile.inventory;

import dev.gleaner.analyzer.profile.Hour;

/**
 * Bytes on a route in some hours.
 *
 * @param hours in which anything did
 */
public record TrafficVolume(long bytes, int hours) {

    /** Nothing. */
    public static final TrafficVolume NONE = new TrafficVolume(0, 0);

    /**
     * Bytes a month of 730 hours, if it goes on as it did.
     *
     * @param window how many hours were looked at
     */
    public double perMonth(int window) {
        return bytes * (double) Hour.PER_MONTH / window;
    }

    /** Both. */
    public TrafficVolume plus(TrafficVolume other) {
        return new TrafficVolume(bytes + other.bytes, hours + other.hours);
    }
}
