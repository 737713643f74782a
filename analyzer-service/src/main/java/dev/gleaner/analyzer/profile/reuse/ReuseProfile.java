package dev.gleaner.analyzer.profile.reuse;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.RowBuffer;
import dev.gleaner.contracts.signal.proto.ObjectAccess;
import java.util.Collection;
import java.util.Comparator;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * How often the objects of a prefix are read again, and after how much else, in constant memory.
 *
 * <p>It is SHARDS with a rate that falls when there are too many objects (Waldspurger, Park, Garthwaite and Ahmad, "Efficient
 * MRC Construction with SHARDS", FAST 2015): objects are sampled by a hash of their keys, so that all reads of an object are, or
 * none. Large objects are sampled more often, see {@link SampleRate}, and the objects that are read most are all kept, as a sample with
 * one of them too many or too few is far off. See decision 64.
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

    private static final int VERSION = 2;
    private static final long DAY = Hour.PER_DAY * Hour.MILLIS;
    private static final long WEEK = 7 * DAY;

    /** Once there are enough frequent objects, one of so many reads makes another one frequent. */
    private static final double READS_PER_ADMISSION = 32;

    /** Once there are objects of which nothing is kept, the distance of one of so many reads of frequent objects is measured. */
    private static final int READS_PER_MEASUREMENT = 16;

    /** Added to keys, as the hash of 0 would be 0 without, and be in every sample; and the step of the generator of random numbers. */
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private final ReuseLimits limits;
    private final ReadStack stack;

    /** By number since 1970. */
    private final TreeMap<Long, Week> weeks = new TreeMap<>();

    private long lastTime = Long.MIN_VALUE;
    private long endOfDay = Long.MIN_VALUE;
    private Week week;

    /** State of the generator of random numbers. */
    private long random;

    /** What is left until the next admission, in reads, and what a byte counts of it. */
    private double untilAdmission;

    private double readsPerByte;

    /** What is left until the next read of a frequent object whose distance is measured, in such reads. */
    private int untilMeasurement = 1;

    /** Without any reads. */
    public ReuseProfile(ReuseLimits limits) {
        this(limits, SampleRate.EVERYTHING);
    }

    private ReuseProfile(ReuseLimits limits, SampleRate sampleRate) {
        this.limits = limits;
        stack = new ReadStack(limits, sampleRate);
        week = new Week(limits.horizonDays());
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
        SampleRate sampleRate =
                new SampleRate(DistanceHistogram.getWeight(buffer), DistanceHistogram.getWeight(buffer));
        ReuseProfile profile = new ReuseProfile(limits, sampleRate);
        profile.read(buffer);
        return profile;
    }

    /** To store: 12 to 18 bytes for each object, and up to about 12 kB for each week. */
    public byte[] toRow() {
        RowBuffer row = RowBuffer.ofSize(1024 + 16 * stack.count());
        row.putByte(VERSION);
        DistanceHistogram.putWeight(row, stack.sampleRate().perObject());
        DistanceHistogram.putWeight(row, stack.sampleRate().perByte());
        row.putLong(lastTime);
        row.putLong(random);
        DistanceHistogram.putWeight(row, untilAdmission);
        DistanceHistogram.putWeight(row, readsPerByte);
        row.putNumber(untilMeasurement);
        row.putNumber(weeks.size());
        weeks.forEach((number, kept) -> {
            row.putLong(number);
            kept.frequent().write(row);
            kept.others().write(row);
        });
        row.putNumber(stack.count());
        stack.forEach(new ReadStack.Visitor() {
            private long before = 0;

            @Override
            public void visit(long hash, long size, long time, boolean frequent) {
                row.putLong(hash);
                row.putNumber((size << 1) | (frequent ? 1 : 0));
                row.putNumber(time - before);
                before = time;
            }
        });
        return row.toBytes();
    }

    private void read(RowBuffer row) {
        long time = row.getLong();
        random = row.getLong();
        untilAdmission = DistanceHistogram.getWeight(row);
        readsPerByte = DistanceHistogram.getWeight(row);
        untilMeasurement = (int) row.getNumber();
        for (long left = row.getNumber(); left > 0; left--) {
            weeks.put(
                    row.getLong(),
                    new Week(
                            ReuseStratum.read(row, limits.horizonDays()),
                            ReuseStratum.read(row, limits.horizonDays())));
        }
        long before = 0;
        for (long left = row.getNumber(); left > 0; left--) {
            long hash = row.getLong();
            long size = row.getNumber();
            before += row.getNumber();
            stack.restore(hash, size >>> 1, before, (size & 1) == 1);
        }
        stack.limit();
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
        long hash = mix(keyHash + GOLDEN);
        int object = stack.find(hash);
        if (object != ReadStack.NONE && stack.isFrequent(object)) {
            addFrequent(object, bytes, time);
        } else {
            addOther(object, hash, bytes, time);
        }
    }

    private void addFrequent(int object, long bytes, long time) {
        week.frequent().countRead(bytes);
        if (stack.isComplete()) {
            count(week.frequent(), object, bytes, time, 1);
        } else if (--untilMeasurement == 0) {
            count(week.frequent(), object, bytes, time, READS_PER_MEASUREMENT);
            // By chance, as reads may have a period of their own; the mean of these numbers is that of the reads.
            untilMeasurement = 1 + (int) (uniform() * (2 * READS_PER_MEASUREMENT - 1));
        }
        stack.touch(object, bytes, time, false);
    }

    /**
     * A read of an object that is not frequent, or not yet: of a sampled one it stands for {@link ReadStack#weight} reads. Whether the
     * object becomes frequent does not depend on whether it is sampled. So until then the sample stands for all such objects, and
     * from then on all reads of the object are known.
     */
    private void addOther(int object, long hash, long bytes, long time) {
        ReuseStratum others = week.others();
        others.countRead(bytes);
        boolean becomesFrequent = limits.mostFrequent() > 0 && isAdmitted(bytes);
        if (object != ReadStack.NONE) {
            count(others, object, bytes, time, stack.weight(object));
            stack.touch(object, bytes, time, becomesFrequent);
        } else {
            if (stack.sampleRate().includes(hash, bytes)) {
                others.countSample(bytes, stack.sampleRate().weight(bytes));
            }
            stack.push(hash, bytes, time, becomesFrequent);
        }
    }

    /** Counts a read of an object that was read before. */
    private void count(ReuseStratum stratum, int object, long bytes, long time, double weight) {
        stratum.countSample(bytes, weight);
        long gap = time - stack.time(object);
        if (gap <= limits.horizonDays() * DAY) {
            stack.measure(object);
            stratum.countReuse(stack, object, bytes, weight, gap);
        }
    }

    /**
     * While there is room, every object becomes frequent; later one of {@link #READS_PER_ADMISSION} reads makes its object so, and
     * the one that was not read for the longest time ceases to be. So those stay that are read often. Half of it goes by reads
     * and half by bytes, as few large objects may have most of the bytes.
     */
    private boolean isAdmitted(long bytes) {
        if (stack.mayHaveMoreFrequent()) {
            return true;
        }
        untilAdmission -= 0.5 + bytes * readsPerByte;
        if (untilAdmission > 0) {
            return false;
        }
        ReuseStratum others = week.others();
        readsPerByte = others.bytes() == 0 ? 0 : 0.5 * others.reads() / others.bytes();
        // Not Math.log, whose last bit may depend on the machine.
        untilAdmission = -READS_PER_ADMISSION * StrictMath.log(1 - uniform());
        return true;
    }

    /** The next random number, 0 to below 1. */
    private double uniform() {
        random += GOLDEN;
        return (mix(random) >>> 11) * 0x1p-53;
    }

    /** Forgets what is too old. It is done at the first read of a UTC day, so that it does not depend on when a row was stored. */
    private void beginDay(long time) {
        long begin = Math.floorDiv(time, DAY) * DAY;
        endOfDay = begin + DAY;
        stack.removeBefore(begin - limits.horizonDays() * DAY);
        long number = Math.floorDiv(time, WEEK);
        weeks.headMap(number - limits.weeks(), true).clear();
        week = weeks.computeIfAbsent(number, key -> new Week(limits.horizonDays()));
    }

    /** Share of the objects that are sampled now, of those that are not frequent; estimated. */
    public double rate() {
        return stack.otherCount() == 0 ? 1 : stack.otherCount() / stack.others();
    }

    /** With which the objects are sampled now that are not frequent. */
    SampleRate sampleRate() {
        return stack.sampleRate();
    }

    /** Number of objects that are kept now because they are in the sample, and not because they are read often. */
    public int sampledObjects() {
        return stack.otherCount();
    }

    /** Number of objects that are kept now because they are read often. */
    public int frequentObjects() {
        return stack.frequentCount();
    }

    /** Time of the last read, in epoch milliseconds; {@link Long#MIN_VALUE} without any. */
    public long lastTime() {
        return lastTime;
    }

    /** What the reads of the kept weeks say. */
    public ReuseSummary summary() {
        Week sum = new Week(limits.horizonDays());
        weeks.values().forEach(sum::add);
        DistanceHistogram readsByObjects = new DistanceHistogram();
        DistanceHistogram readsByBytes = new DistanceHistogram();
        DistanceHistogram bytesByBytes = new DistanceHistogram();
        sum.frequent().addReadsByObjects(readsByObjects);
        sum.others().addReadsByObjects(readsByObjects);
        sum.frequent().addReadsByBytes(readsByBytes);
        sum.others().addReadsByBytes(readsByBytes);
        sum.frequent().addBytesByBytes(bytesByBytes);
        sum.others().addBytesByBytes(bytesByBytes);
        long reads = sum.frequent().reads() + sum.others().reads();
        long bytes = sum.frequent().bytes() + sum.others().bytes();
        double resolved = 1 / rate();
        double resolvedBytes = stack.otherCount() == 0 ? 1 : (resolved - 1) * stack.otherBytes() / stack.others();
        return new ReuseSummary(
                reads,
                bytes,
                readsByObjects.curve((double) reads, resolved),
                readsByBytes.curve((double) reads, resolvedBytes),
                bytesByBytes.curve((double) bytes, resolvedBytes),
                IntStream.rangeClosed(1, limits.horizonDays())
                        .mapToObj(days -> Math.min(
                                bytes,
                                Math.round(sum.frequent().bytesWithin(days)
                                        + sum.others().bytesWithin(days))))
                        .toList());
    }

    /** The finalizer of SplitMix64 (Stafford's variant 13): all bits depend on all, and no two keys get the same hash. */
    private static long mix(long key) {
        long mixed = (key ^ (key >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }

    /** The reads of a week, by whether the object was frequent before the read. */
    private record Week(ReuseStratum frequent, ReuseStratum others) {

        Week(int horizonDays) {
            this(new ReuseStratum(horizonDays), new ReuseStratum(horizonDays));
        }

        void add(Week other) {
            frequent.add(other.frequent);
            others.add(other.others);
        }
    }
}
