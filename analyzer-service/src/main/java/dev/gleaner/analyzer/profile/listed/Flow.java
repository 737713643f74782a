package dev.gleaner.analyzer.profile.listed;

/**
 * What went along a lane in some hours.
 *
 * @param hours in which anything did
 */
public record Flow(long bytes, int hours) {

    private static final double HOURS_PER_MONTH = 730;

    /** Nothing. */
    public static final Flow NONE = new Flow(0, 0);

    /**
     * Bytes a month of 730 hours, if it goes on as it did.
     *
     * @param window how many hours were looked at
     */
    public double perMonth(int window) {
        return bytes * HOURS_PER_MONTH / window;
    }

    /** Both. */
    public Flow plus(Flow other) {
        return new Flow(bytes + other.bytes, hours + other.hours);
    }
}
