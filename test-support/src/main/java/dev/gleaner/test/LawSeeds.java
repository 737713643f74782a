package dev.gleaner.test;

import java.util.stream.LongStream;

/**
 * The seeds of a law. The everyday suite takes a tenth of them, at least {@link #LEAST}; {@code ./mvnw verify -Pexhaustive} takes all. A
 * fault that a law finds is mostly found by one of its first seeds.
 */
public final class LawSeeds {

    /** System property: whether all seeds are taken. */
    private static final String ALL = "gleaner.test.all-seeds";

    private static final int LEAST = 10;
    private static final int EVERYDAY = 10;

    private LawSeeds() {}

    /** Seeds from 0 on, in the exhaustive suite so many. */
    public static LongStream upTo(int all) {
        return LongStream.range(0, count(all, Boolean.getBoolean(ALL)));
    }

    /** Seeds from 0 on of a law of which each takes seconds: so many everyday, and so many in the exhaustive suite. */
    public static LongStream of(int everyday, int all) {
        return LongStream.range(0, Boolean.getBoolean(ALL) ? all : everyday);
    }

    static int count(int all, boolean isExhaustive) {
        return isExhaustive ? all : Math.min(all, Math.max(LEAST, all / EVERYDAY));
    }
}
