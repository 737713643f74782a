package dev.gleaner.analyzer.profile.reuse;

import java.util.List;

/**
 * What is known of how often the objects of a prefix are read again.
 *
 * @param reads number of reads in the kept weeks, exact
 * @param bytes their bytes, exact
 * @param readsByObjects which share of the reads a cache of a number of objects misses
 * @param readsByBytes which share of the reads a cache of a number of bytes misses
 * @param bytesByBytes which share of the bytes read a cache of a number of bytes misses: what is paid for by the byte
 * @param reReadByDays estimated bytes of reads of objects that had been read before, at most one day before, two days, and so on
 */
public record ReuseSummary(
        long reads,
        long bytes,
        MissRatioCurve readsByObjects,
        MissRatioCurve readsByBytes,
        MissRatioCurve bytesByBytes,
        List<Long> reReadByDays) {

    public ReuseSummary {
        reReadByDays = List.copyOf(reReadByDays);
    }

    /**
     * Estimated bytes of reads of objects that had been read at most that many days (of 24 hours) before, never more than
     * {@link #bytes}.
     *
     * @throws IndexOutOfBoundsException below one day or above the horizon of the profile
     */
    public long bytesReReadWithin(int days) {
        return reReadByDays.get(days - 1);
    }
}
