package dev.gleaner.analyzer.profile.reuse;

/**
 * How much a {@link ReuseProfile} keeps.
 *
 * @param rate share of the objects that are sampled, above 0 up to 1: 1 for as many as {@code mostSampled}. Up to 4,096 are sampled
 *     in any case, if {@code mostSampled} is not less
 * @param mostSampled sampled objects that are kept; when more appear, the share falls. It never rises again
 * @param mostFrequent objects that are kept beside them because they are read often, each of which stands for itself. As long as no
 *     object had to be left out the result is exact: with rate 1, as long as there are no more than both numbers together
 * @param weeks calendar weeks whose reads count, the current one included; each begins on a Thursday (UTC), as 1970 did
 * @param horizonDays an object that was not read for more days than these counts as never read before, 1 to 366
 */
public record ReuseLimits(double rate, int mostSampled, int mostFrequent, int weeks, int horizonDays) {

    /** Beyond this the arrays of a profile would be too large. */
    private static final int MOST_OBJECTS = 1 << 25;

    private static final int MOST_DAYS = 366;

    public ReuseLimits {
        if (!(rate > 0 && rate <= 1)) {
            throw new IllegalArgumentException("a rate must be above 0 and at most 1, not " + rate);
        }
        if (mostSampled < 1 || mostSampled > MOST_OBJECTS || mostFrequent < 0 || mostFrequent > MOST_OBJECTS) {
            throw new IllegalArgumentException("1 to " + MOST_OBJECTS
                    + " sampled objects and up to as many frequent ones, not " + mostSampled + " and " + mostFrequent);
        }
        if (weeks < 1) {
            throw new IllegalArgumentException("at least one week, not " + weeks);
        }
        if (horizonDays < 1 || horizonDays > MOST_DAYS) {
            throw new IllegalArgumentException("a horizon of 1 to " + MOST_DAYS + " days, not " + horizonDays);
        }
    }

    /**
     * One object of a hundred, at most 16,384 of them, and 8,192 frequent ones; the reads of 28 to 35 days; a horizon of 90 days. It
     * takes at most about 2.5 MB of memory, and 350 to 500 kB stored.
     */
    public static ReuseLimits ofDefaults() {
        return new ReuseLimits(0.01, 16384, 8192, 5, 90);
    }

    /** The same with another rate. */
    public ReuseLimits withRate(double other) {
        return new ReuseLimits(other, mostSampled, mostFrequent, weeks, horizonDays);
    }

    /** The same with another horizon, in days. */
    public ReuseLimits withHorizonDays(int days) {
        return new ReuseLimits(rate, mostSampled, mostFrequent, weeks, days);
    }

    /** The same with other numbers of objects. */
    public ReuseLimits withObjects(int sampled, int frequent) {
        return new ReuseLimits(rate, sampled, frequent, weeks, horizonDays);
    }
}
