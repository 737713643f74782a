package dev.gleaner.analyzer.profile.reuse;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.RowBuffer;
import dev.gleaner.contracts.signal.proto.ObjectAccess;
import java.util.Collection;
import java.util.Comparator;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * How often the objects of a prefix are read again, and after how much else, in constant memory: SHARDS with a fixed rate that
 * falls when there are too many objects (Waldspurger, Park, Garthwaite and Ahmad, "Efficient MRC Construction with SHARDS", FAST
 * 2015), with sizes of objects. Objects are sampled by a hash of their keys, so all reads of an object are, or none. See decision
 * 64.
 *
 * <p>Every read is passed once, when its time is final, in the order of (time, event id). The same reads give the same profile,
 * bit by bit, whether it was stored in between or not.
 *
 * <p>With rate 1 the curves are exact, for a cache that evicts the least recently used object until the rest fits, and that holds
 * an object in the size of its largest read. Of an object larger than the cache nothing is kept, and reading it evicts everything
 * else. Weights are sums of doubles: sums of bytes are exact up to 2^53.
 */
public final class ReuseProfile {

    /** The order in which reads of one batch are counted. */
    private static final Comparator<ObjectAccess> ORDER = Comparator.comparingLong(ObjectAccess::getTime)
            .thenComparing(ObjectAccess::getEventId)
            .thenComparingLong(ObjectAccess::getKeyHash)
            .thenComparingLong(ObjectAccess::getBytes);

    private static final int VERSION = 1;
    private static final long DAY = Hour.PER_DAY * Hour.MILLIS;

    /** All hashes, as an unsigned number. */
    private static final long EVERYTHING = -1L;

    private static final double HASHES = 0x1p64;

    private final ReuseLimits limits;
    private final SampledStack stack;

    /** By number. */
    private final TreeMap<Long, ReuseWeek> weeks = new TreeMap<>();

    /** Objects up to this hash are sampled, unsigned. */
    private long largestSampled;

    /** How many objects a sampled one stands for. */
    private double scale;

    private long lastTime = Long.MIN_VALUE;
    private long endOfDay = Long.MIN_VALUE;
    private ReuseWeek week;

    /** Without any reads. */
    public ReuseProfile(ReuseLimits limits) {
        this.limits = limits;
        stack = new SampledStack(limits.maximumObjects());
        week = new ReuseWeek(limits.horizonDays());
        sampleUpTo(hashOfRate(limits.rate()));
    }

    /**
     * A stored profile. If the limits are narrower than those it was stored with, it is narrowed; a rate never rises.
     *
     * @throws IllegalStateException if it has a version that is not read
     */
    public static ReuseProfile of(byte[] row, ReuseLimits limits) {
        RowBuffer buffer = RowBuffer.of(row);
        int version = buffer.getByte();
        if (version != VERSION) {
            throw RowBuffer.unknownFormat("reuse distances have", version);
        }
        ReuseProfile profile = new ReuseProfile(limits);
        profile.read(buffer);
        return profile;
    }

    /** To store: 13 to 16 bytes for each sampled object, and up to about 6 kB for each week. */
    public byte[] toRow() {
        RowBuffer row = RowBuffer.ofSize(1024 + 16 * stack.count());
        row.putByte(VERSION);
        row.putLong(largestSampled);
        row.putLong(lastTime);
        row.putNumber(weeks.size());
        weeks.forEach((number, kept) -> {
            row.putLong(number);
            kept.write(row);
        });
        row.putNumber(stack.count());
        stack.forEach(new SampledStack.Visitor() {
            private long before = 0;

            @Override
            public void visit(long hash, long size, long time) {
                row.putLong(hash);
                row.putNumber(size);
                row.putNumber(time - before);
                before = time;
            }
        });
        return row.toBytes();
    }

    private void read(RowBuffer row) {
        long stored = row.getLong();
        if (Long.compareUnsigned(stored, largestSampled) < 0) {
            sampleUpTo(stored);
        }
        long time = row.getLong();
        for (long left = row.getNumber(); left > 0; left--) {
            weeks.put(row.getLong(), ReuseWeek.read(row, limits.horizonDays()));
        }
        long before = 0;
        for (long left = row.getNumber(); left > 0; left--) {
            long hash = row.getLong();
            long size = row.getNumber();
            before += row.getNumber();
            if (Long.compareUnsigned(hash, largestSampled) <= 0) {
                insert(hash, size, before);
            }
        }
        if (time != Long.MIN_VALUE) {
            lastTime = time;
            beginDay(time);
        }
    }

    /**
     * Adds reads in the order of their times and event ids, each once. Those of one millisecond must not be in two batches.
     *
     * @throws IllegalArgumentException if one is earlier than one added before, or has fewer than 0 bytes
     */
    public void addAll(Collection<ObjectAccess> reads) {
        reads.stream().sorted(ORDER).forEach(read -> add(read.getKeyHash(), read.getBytes(), read.getTime()));
    }

    /**
     * Adds a read.
     *
     * @param keyHash of the object's key
     * @param bytes that were read
     * @param time in epoch milliseconds
     * @throws IllegalArgumentException if it is earlier than one added before, or has fewer than 0 bytes
     */
    public void add(long keyHash, long bytes, long time) {
        if (time < lastTime || bytes < 0) {
            throw new IllegalArgumentException(
                    bytes < 0 ? "a read of " + bytes + " bytes" : "a read at " + time + " after one at " + lastTime);
        }
        if (time >= endOfDay) {
            beginDay(time);
        }
        lastTime = time;
        week.countRead(bytes);
        long hash = mix(keyHash);
        if (Long.compareUnsigned(hash, largestSampled) <= 0) {
            addSampled(hash, bytes, time);
        }
    }

    private void addSampled(long hash, long bytes, long time) {
        if (stack.touch(hash, bytes, time)) {
            week.countSample(bytes, scale);
            long gap = time - stack.timeBefore();
            if (gap <= limits.horizonDays() * DAY) {
                week.countReuse(stack, bytes, scale, gap);
            }
        } else if (insert(hash, bytes, time)) {
            week.countSample(bytes, scale);
        }
    }

    /** Adds an object, and lowers the rate if there are too many; returns whether it is still sampled then. */
    private boolean insert(long hash, long size, long time) {
        if (!stack.isFull()) {
            stack.push(hash, size, time);
            return true;
        }
        long largest = stack.largestHash();
        if (Long.compareUnsigned(hash, largest) > 0) {
            sampleUpTo(hash - 1);
            return false;
        }
        stack.replaceLargestHash(hash, size, time);
        sampleUpTo(largest - 1);
        return true;
    }

    /** Forgets what is too old. It is done at the first read of a UTC day, so that it does not depend on when a row was stored. */
    private void beginDay(long time) {
        long begin = Math.floorDiv(time, DAY) * DAY;
        endOfDay = begin + DAY;
        stack.removeBefore(begin - limits.horizonDays() * DAY);
        long number = ReuseWeek.numberOf(time);
        weeks.headMap(number - limits.weeks(), true).clear();
        week = weeks.computeIfAbsent(number, key -> new ReuseWeek(limits.horizonDays()));
    }

    private void sampleUpTo(long hash) {
        largestSampled = hash;
        scale = HASHES / (unsigned(hash) + 1);
    }

    /** Share of the objects that are sampled now. */
    public double rate() {
        return 1 / scale;
    }

    /** Number of objects that are kept now. */
    public int sampledObjects() {
        return stack.count();
    }

    /** Time of the last read, in epoch milliseconds; {@link Long#MIN_VALUE} without any. */
    public long lastTime() {
        return lastTime;
    }

    /** What the reads of the kept weeks say. */
    public ReuseSummary summary() {
        ReuseWeek sum = new ReuseWeek(limits.horizonDays());
        weeks.values().forEach(sum::add);
        double meanSize = stack.count() == 0 ? 0 : (double) stack.totalSize() / stack.count();
        return new ReuseSummary(
                sum.reads(),
                sum.bytes(),
                sum.readsByObjects(scale),
                sum.readsByBytes((scale - 1) * meanSize),
                sum.bytesByBytes((scale - 1) * meanSize),
                IntStream.rangeClosed(1, limits.horizonDays())
                        .mapToObj(sum::bytesWithin)
                        .toList());
    }

    private static long hashOfRate(double rate) {
        // As two halves, as a double has too few bits, and a cast to long saturates at half of the hashes.
        return rate == 1 ? EVERYTHING : (long) (rate * 0x1p32) << Integer.SIZE | 0xffffffffL;
    }

    private static double unsigned(long number) {
        return (number >>> 1) * 2.0 + (number & 1);
    }

    /** The finalizer of SplitMix64 (Stafford's variant 13): all bits depend on all, and no two keys get the same hash. */
    private static long mix(long key) {
        long mixed = (key ^ (key >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
