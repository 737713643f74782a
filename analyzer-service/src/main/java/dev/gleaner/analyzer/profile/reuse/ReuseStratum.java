package dev.gleaner.analyzer.profile.reuse;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.RowBuffer;

/**
 * The reads of one kind of objects: how many there were, exactly, and of those that are sampled how far the read before was. A
 * sampled read counts as many reads as it stands for at its time, so that weeks and rates can be added up.
 */
final class ReuseStratum {

    private static final long DAY = Hour.PER_DAY * Hour.MILLIS;

    private long reads;
    private long bytes;

    /** The sampled ones, also those of objects that were not read before. */
    private double sampledReads;

    private double sampledBytes;

    /** Reads by distance in objects and in bytes, and bytes by distance in bytes. */
    private final DistanceHistogram readsByObjects = new DistanceHistogram();

    private final DistanceHistogram readsByBytes = new DistanceHistogram();
    private final DistanceHistogram bytesByBytes = new DistanceHistogram();

    /** Bytes by days since the read before, each begun one counted whole; none for up to one day is at 0. */
    private final double[] bytesByDays;

    ReuseStratum(int horizonDays) {
        bytesByDays = new double[horizonDays];
    }

    /** Counts a read, whether it is sampled or not. */
    void countRead(long size) {
        reads++;
        bytes += size;
    }

    /** Counts a sampled read. */
    void countSample(long size, double weight) {
        sampledReads += weight;
        sampledBytes += weight * size;
    }

    /**
     * Counts that a sampled read was of an object that was read before.
     *
     * @param stack measured at the object
     * @param weight reads for which it stands
     * @param gap milliseconds since the read before, within the horizon
     */
    void countReuse(ReadStack stack, int object, long size, double weight, long gap) {
        double objects = stack.weight(object);
        double above = stack.objectsAbove();
        readsByObjects.add(above + 1, above + objects, weight);
        double bytes = stack.size(object);
        double bytesAbove = stack.bytesAbove();
        readsByBytes.add(bytesAbove + bytes, bytesAbove + bytes * objects, weight);
        bytesByBytes.add(bytesAbove + bytes, bytesAbove + bytes * objects, weight * size);
        bytesByDays[(int) (Math.max(0, gap - 1) / DAY)] += weight * size;
    }

    /** Adds those of another week. */
    void add(ReuseStratum other) {
        reads += other.reads;
        bytes += other.bytes;
        sampledReads += other.sampledReads;
        sampledBytes += other.sampledBytes;
        readsByObjects.add(other.readsByObjects, 1);
        readsByBytes.add(other.readsByBytes, 1);
        bytesByBytes.add(other.bytesByBytes, 1);
        for (int day = 0; day < bytesByDays.length; day++) {
            bytesByDays[day] += other.bytesByDays[day];
        }
    }

    long reads() {
        return reads;
    }

    long bytes() {
        return bytes;
    }

    /** Adds the reuses by distance in objects, corrected to the exact number of reads. */
    void addReadsByObjects(DistanceHistogram sum) {
        sum.add(readsByObjects, readFactor());
    }

    /** Adds the reuses by distance in bytes, corrected to the exact number of reads. */
    void addReadsByBytes(DistanceHistogram sum) {
        sum.add(readsByBytes, readFactor());
    }

    /** Adds the bytes of reuses by distance in bytes, corrected to the exact number of bytes. */
    void addBytesByBytes(DistanceHistogram sum) {
        sum.add(bytesByBytes, byteFactor());
    }

    /** Bytes of objects that had been read up to that many days before, corrected to the exact number of bytes. */
    double bytesWithin(int days) {
        double within = 0;
        for (int day = 0; day < Math.min(days, bytesByDays.length); day++) {
            within += bytesByDays[day];
        }
        return within * byteFactor();
    }

    private double readFactor() {
        return sampledReads == 0 ? 0 : reads / sampledReads;
    }

    private double byteFactor() {
        return sampledBytes == 0 ? 0 : bytes / sampledBytes;
    }

    void write(RowBuffer row) {
        row.putNumber(reads);
        row.putNumber(bytes);
        DistanceHistogram.putWeight(row, sampledReads);
        DistanceHistogram.putWeight(row, sampledBytes);
        readsByObjects.write(row);
        readsByBytes.write(row);
        bytesByBytes.write(row);
        DistanceHistogram.putWeights(row, bytesByDays);
    }

    /** What was written; days beyond the horizon count as its last. */
    static ReuseStratum read(RowBuffer row, int horizonDays) {
        ReuseStratum stratum = new ReuseStratum(horizonDays);
        stratum.reads = row.getNumber();
        stratum.bytes = row.getNumber();
        stratum.sampledReads = DistanceHistogram.getWeight(row);
        stratum.sampledBytes = DistanceHistogram.getWeight(row);
        stratum.readsByObjects.read(row);
        stratum.readsByBytes.read(row);
        stratum.bytesByBytes.read(row);
        double[] days = DistanceHistogram.getWeights(row);
        for (int day = 0; day < days.length; day++) {
            stratum.bytesByDays[Math.min(day, horizonDays - 1)] += days[day];
        }
        return stratum;
    }
}
