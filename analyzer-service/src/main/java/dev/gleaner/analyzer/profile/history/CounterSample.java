package dev.gleaner.analyzer.profile.history;

import dev.gleaner.analyzer.profile.Hour;
import java.util.Comparator;

/**
 * What one event adds to a counter: the transfer of an object, the flow of one file, or the value of a metric in an hour.
 *
 * @param id hash of the event and the object
 * @param quarter of the hour in which it was, from 0
 */
public record CounterSample(long id, int quarter, CounterKey key, long bytes) {

    /** How many quarters an hour has. Never changed, as names of rows depend on it. */
    static final int QUARTERS = 4;

    private static final Comparator<CounterSample> ORDER = Comparator.comparing(CounterSample::region)
            .thenComparing(CounterSample::key)
            .thenComparingLong(CounterSample::bytes)
            .thenComparingInt(CounterSample::quarter);

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    /** The quarter of its hour in which a time lies, epoch milliseconds. */
    public static int quarter(long time) {
        return (int) (Math.floorMod(time, Hour.MILLIS) / (Hour.MILLIS / QUARTERS));
    }

    /** The id of an event about an object; FNV-1a, finished as MurmurHash3 does. */
    public static long id(String event, long object) {
        long hash = FNV_OFFSET ^ object;
        for (int i = 0; i < event.length(); i++) {
            hash = (hash ^ event.charAt(i)) * FNV_PRIME;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }

    /**
     * Which of two reports of the same event counts: one that contains the region of the reader, otherwise one that does not
     * depend on their order.
     */
    boolean beats(CounterSample other) {
        return ORDER.compare(this, other) > 0;
    }

    private String region() {
        return key.region();
    }
}
