package dev.gleaner.analyzer.profile.inventory;

import java.util.Comparator;

/**
 * One object went one way once.
 *
 * @param id hash of the event and the object
 */
record Transfer(long id, TrafficRoute lane, long bytes) {

    private static final Comparator<Transfer> ORDER =
            Comparator.comparing(Transfer::region).thenComparing(Transfer::lane).thenComparingLong(Transfer::bytes);

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    /** The id of an event about an object; FNV-1a, finished as MurmurHash3 does. */
    static long id(String event, long object) {
        long hash = FNV_OFFSET ^ object;
        for (int i = 0; i < event.length(); i++) {
            hash = (hash ^ event.charAt(i)) * FNV_PRIME;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }

    /** Which of two reports of the same event counts: one that knows where the reader is, else any that no order changes. */
    boolean beats(Transfer other) {
        return ORDER.compare(this, other) > 0;
    }

    private String region() {
        return lane.region();
    }
}
