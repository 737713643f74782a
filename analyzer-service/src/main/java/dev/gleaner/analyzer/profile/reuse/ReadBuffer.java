package dev.gleaner.analyzer.profile.reuse;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.RowBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The reads of a prefix in a quarter of an hour that may still change, as a row to which reads are appended. Repeated reports are
 * dropped, and the number of reads is limited, when the row is read or has become long: what it says is a function of the
 * set of reports, and not of their order.
 *
 * <p>With more than {@link #MOST_READS} different reads only every second object is kept, chosen by the hash of its key, then every
 * fourth, and so on. So of an object either all reads are kept or none.
 */
public final class ReadBuffer {

    /** The largest number of different reads that are kept of a quarter: 65,536 an hour. */
    public static final int MOST_READS = 16_384;

    /** Length of a quarter in milliseconds. Never changed, as names of rows depend on it. */
    public static final long QUARTER = Hour.MILLIS / 4;

    /** Quarters of a day. */
    public static final int QUARTERS_PER_DAY = Hour.PER_DAY * 4;

    /** The row is shortened when it has so many reports, repeated ones included: about 600 kB, below the broker's limit of 1 MB. */
    private static final int MOST_REPORTS = MOST_READS * 3 / 2;

    private static final int VERSION = 1;
    private static final int HEADER = 2 + Integer.BYTES;
    private static final int BYTES_PER_READ = 26;
    /** Of more objects than a billion nothing is kept. */
    private static final int MOST_HALVINGS = 30;

    /** Order in which a final quarter is counted. CloudTrail times are whole seconds, and ids of events are random. */
    private static final Comparator<ObjectRead> ORDER = Comparator.comparingLong(ObjectRead::time)
            .thenComparingLong(ObjectRead::id)
            .thenComparingLong(ObjectRead::keyHash);

    private final Map<Long, ObjectRead> reads = new HashMap<>();
    private int halvings;

    private ReadBuffer(int halvings) {
        this.halvings = halvings;
    }

    /** The number of the quarter of a time in epoch milliseconds. */
    public static long quarter(long time) {
        return Math.floorDiv(time, QUARTER);
    }

    /**
     * A row with more reads.
     *
     * @param row null if there is none yet
     * @param quarter in which the reads are
     * @param halvings how often the objects are halved at least
     */
    public static byte[] append(byte @Nullable [] row, long quarter, int halvings, Collection<ObjectRead> more) {
        int before = row == null ? 0 : count(row);
        if (row != null && before + more.size() > MOST_REPORTS) {
            ReadBuffer buffer = decode(row, quarter);
            more.forEach(buffer::add);
            return buffer.encode(quarter);
        }
        RowBuffer longer = RowBuffer.ofSize((row == null ? HEADER : row.length) + BYTES_PER_READ * more.size());
        int kept = row == null ? halvings : row[1];
        longer.putByte(VERSION);
        longer.putByte(kept);
        List<ObjectRead> sampled =
                more.stream().filter(read -> isSampled(read.keyHash(), kept)).toList();
        longer.putInt(before + sampled.size());
        if (row != null) {
            longer.putRow(tail(row));
        }
        sampled.forEach(read -> put(longer, read, quarter));
        if (before + sampled.size() > MOST_REPORTS) {
            return decode(longer.toBytes(), quarter).encode(quarter);
        }
        return longer.toBytes();
    }

    /** The different reads of a row. */
    public static ReadBuffer decode(byte[] row, long quarter) {
        RowBuffer stored = RowBuffer.of(row);
        int version = stored.getByte();
        if (version != VERSION) {
            throw RowBuffer.unknownFormat("reads of a prefix have", version);
        }
        ReadBuffer buffer = new ReadBuffer(stored.getByte());
        for (int left = stored.getInt(); left > 0; left--) {
            buffer.add(new ObjectRead(
                    stored.getLong(), stored.getLong(), stored.getNumber(), quarter * QUARTER + stored.getNumber()));
        }
        buffer.limit();
        return buffer;
    }

    /** How often the objects are halved: all are kept if 0, half of them if 1, and so on. */
    public int halvings() {
        return halvings;
    }

    /** Number of reads of the objects that are kept if the objects are halved that often, or more often here. */
    public int count(int atLeast) {
        int times = Math.max(atLeast, halvings);
        return (int) reads.values().stream()
                .filter(read -> isSampled(read.keyHash(), times))
                .count();
    }

    /**
     * One read for each object, of the bytes of all its reads in the quarter, in the order of the first ones. A large object is
     * downloaded as many ranges at the same time, of which none is a repetition; and hosts that download an object at the same
     * time could not have used each other's cache.
     *
     * @param atLeast how often the objects are halved at least
     */
    public List<ObjectRead> passes(int atLeast) {
        int times = Math.max(atLeast, halvings);
        Map<Long, ObjectRead> passes = new LinkedHashMap<>();
        reads.values().stream()
                .filter(read -> isSampled(read.keyHash(), times))
                .sorted(ORDER)
                .forEach(read -> passes.merge(read.keyHash(), read, ReadBuffer::joined));
        return new ArrayList<>(passes.values());
    }

    private static ObjectRead joined(ObjectRead first, ObjectRead next) {
        return new ObjectRead(first.id(), first.keyHash(), first.bytes() + next.bytes(), first.time());
    }

    private void add(ObjectRead read) {
        if (isSampled(read.keyHash(), halvings)) {
            reads.merge(read.id(), read, (one, other) -> other.beats(one) ? other : one);
        }
    }

    private void limit() {
        while (reads.size() > MOST_READS && halvings < MOST_HALVINGS) {
            halvings++;
            reads.values().removeIf(read -> !isSampled(read.keyHash(), halvings));
        }
        if (reads.size() > MOST_READS) {
            reads.clear();
        }
    }

    private byte[] encode(long quarter) {
        limit();
        RowBuffer row = RowBuffer.ofSize(HEADER + BYTES_PER_READ * reads.size());
        row.putByte(VERSION);
        row.putByte(halvings);
        row.putInt(reads.size());
        reads.values().stream().sorted(ORDER).forEach(read -> put(row, read, quarter));
        return row.toBytes();
    }

    private static void put(RowBuffer row, ObjectRead read, long quarter) {
        row.putLong(read.id());
        row.putLong(read.keyHash());
        row.putNumber(read.bytes());
        row.putNumber(read.time() - quarter * QUARTER);
    }

    private static int count(byte[] row) {
        RowBuffer stored = RowBuffer.of(row);
        stored.skip(2);
        return stored.getInt();
    }

    private static RowBuffer tail(byte[] row) {
        RowBuffer stored = RowBuffer.of(row);
        stored.skip(HEADER);
        return stored.getRow(rest -> rest.skip(row.length - HEADER));
    }

    /**
     * Whether an object is among those that are left after so many halvings. The hash is another one than that of
     * {@link ReuseProfile}, which would otherwise take this sample for all objects.
     */
    private static boolean isSampled(long keyHash, int halvings) {
        // The finalizer of MurmurHash3 (Austin Appleby, public domain).
        long mixed = (keyHash ^ (keyHash >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        mixed ^= mixed >>> 33;
        return halvings == 0 || mixed >>> (Long.SIZE - halvings) == 0;
    }
}
