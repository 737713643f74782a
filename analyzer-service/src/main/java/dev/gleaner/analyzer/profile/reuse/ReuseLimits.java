package dev.gleaner.analyzer.profile.reuse;

/**
 * How much a {@link ReuseProfile} keeps.
 *
 * @param rate share of the objects that are sampled at first, above 0 up to 1. With 1 the result is exact up to
 *     {@code maximumObjects} different objects
 * @param maximumObjects sampled objects that are kept; when more appear, the rate falls. Each takes about 14 bytes of the stored
 *     row, and 80 to 110 in memory
 * @param weeks calendar weeks (each from Thursday on, in UTC, as the epoch began) whose reads count, the current one included
 * @param horizonDays an object that was not read for more days than these counts as never read before, 1 to 366
 */
public record ReuseLimits(double rate, int maximumObjects, int weeks, int horizonDays) {

    /** Beyond this the arrays of a profile would be too large. */
    private static final int MOST_OBJECTS = 1 << 26;

    private static final int MOST_DAYS = 366;

    public ReuseLimits {
        if (!(rate > 0 && rate <= 1)) {
            throw new IllegalArgumentException("a rate must be above 0 and at most 1, not " + rate);
        }
        if (maximumObjects < 1 || maximumObjects > MOST_OBJECTS) {
            throw new IllegalArgumentException("between 1 and " + MOST_OBJECTS + " objects, not " + maximumObjects);
        }
        if (weeks < 1) {
            throw new IllegalArgumentException("at least one week, not " + weeks);
        }
        if (horizonDays < 1 || horizonDays > MOST_DAYS) {
            throw new IllegalArgumentException("a horizon of 1 to " + MOST_DAYS + " days, not " + horizonDays);
        }
    }

    /** One object of a hundred, at most 8,192 of them; the reads of 28 to 35 days; a horizon of 90 days. */
    public static ReuseLimits ofDefaults() {
        return new ReuseLimits(0.01, 8192, 5, 90);
    }

    /** The same, with every object sampled until there are too many: exact for few objects, and slower. */
    public static ReuseLimits ofFixedSize() {
        return ofDefaults().withRate(1);
    }

    /** The same with another rate. */
    public ReuseLimits withRate(double other) {
        return new ReuseLimits(other, maximumObjects, weeks, horizonDays);
    }

    /** The same with another number of sampled objects. */
    public ReuseLimits withMaximumObjects(int other) {
        return new ReuseLimits(rate, other, weeks, horizonDays);
    }
}
