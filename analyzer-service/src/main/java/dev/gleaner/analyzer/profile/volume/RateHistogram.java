package dev.gleaner.analyzer.profile.volume;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many minutes had a rate in each of a fixed number of ranges. Each range is at most 5 % wide, so a percentile is never below
 * the exact one and at most 5 % above it. Ranges without minutes take no space.
 */
public final class RateHistogram {

    private static final long HIGHEST = 1_000_000_000_000L;
    private static final long WIDTH_DIVISOR = 20;

    /** Upper ends of the ranges, ascending: each whole number up to 40, and then each end 5 % above the one before. */
    private static final long[] ENDS = ends();

    private final TreeMap<Integer, Integer> minutes = new TreeMap<>();

    RateHistogram() {}

    /** Adds a minute. */
    void add(long rate) {
        int place = Arrays.binarySearch(ENDS, rate);
        minutes.merge(place >= 0 ? place : -place - 1, 1, Integer::sum);
    }

    void add(RateHistogram other) {
        other.minutes.forEach((range, count) -> minutes.merge(range, count, Integer::sum));
    }

    /** Number of minutes. */
    public int count() {
        return minutes.values().stream().mapToInt(Integer::intValue).sum();
    }

    /**
     * The upper end of the range of a percentile (nearest rank); {@link Long#MAX_VALUE} above the highest range.
     *
     * @param percent 1 to 100
     * @throws IllegalStateException without any minutes
     */
    public long percentile(int percent) {
        long rank = ((long) count() * percent + 99) / 100;
        long seen = 0;
        for (Map.Entry<Integer, Integer> range : minutes.entrySet()) {
            seen += range.getValue();
            if (seen >= rank) {
                return range.getKey() < ENDS.length ? ENDS[range.getKey()] : Long.MAX_VALUE;
            }
        }
        throw new IllegalStateException("a percentile of no minutes");
    }

    void write(CodedOutputStream row) throws IOException {
        row.writeUInt32NoTag(minutes.size());
        int last = 0;
        for (Map.Entry<Integer, Integer> range : minutes.entrySet()) {
            row.writeUInt32NoTag(range.getKey() - last);
            row.writeUInt32NoTag(range.getValue());
            last = range.getKey();
        }
    }

    /** Reads what {@link #write} wrote. */
    static RateHistogram read(CodedInputStream row) throws IOException {
        RateHistogram histogram = new RateHistogram();
        int count = row.readUInt32();
        int last = 0;
        for (int range = 0; range < count; range++) {
            last += row.readUInt32();
            histogram.minutes.put(last, row.readUInt32());
        }
        return histogram;
    }

    private static long[] ends() {
        long[] ends = new long[1000];
        int count = 1;
        while (ends[count - 1] < HIGHEST) {
            long before = ends[count - 1];
            ends[count] = before + Math.max(1, before / WIDTH_DIVISOR);
            count++;
        }
        return Arrays.copyOf(ends, count);
    }
}
