package dev.gleaner.analyzer.profile.reuse;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.RowBuffer;

/**
 * The reads of one week: how many there were, and of the sampled ones how far the read before was. A sampled read counts as many
 * reads as the reciprocal of the rate at its time, so that weeks and rates can be added up.
 */
final class ReuseWeek {

    private static final long DAY = Hour.PER_DAY * Hour.MILLIS;
    private static final long MILLIS = 7 * DAY;

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

    ReuseWeek(int horizonDays) {
        bytesByDays = new double[horizonDays];
    }

    /** The number of the week that a time lies in, since 1970. */
    static long numberOf(long time) {
        return Math.floorDiv(time, MILLIS);
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
     * @param stack the distance
     * @param gap milliseconds since the read before, within the horizon
     */
    void countReuse(SampledStack stack, long size, double weight, long gap) {
        readsByObjects.add(stack.objectsAbove(), 1, weight, weight);
        readsByBytes.add(stack.sizeAbove(), stack.sizeBefore(), weight, weight);
        bytesByBytes.add(stack.sizeAbove(), stack.sizeBefore(), weight, weight * size);
        bytesByDays[(int) (Math.max(0, gap - 1) / DAY)] += weight * size;
    }

    void add(ReuseWeek other) {
        reads += other.reads;
        bytes += other.bytes;
        sampledReads += other.sampledReads;
        sampledBytes += other.sampledBytes;
        readsByObjects.add(other.readsByObjects);
        readsByBytes.add(other.readsByBytes);
        bytesByBytes.add(other.bytesByBytes);
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

    MissRatioCurve readsByObjects(double smallest) {
        return readsByObjects.curve(reads, reads - sampledReads, smallest);
    }

    MissRatioCurve readsByBytes(double smallest) {
        return readsByBytes.curve(reads, reads - sampledReads, smallest);
    }

    MissRatioCurve bytesByBytes(double smallest) {
        return bytesByBytes.curve(bytes, bytes - sampledBytes, smallest);
    }

    /** Estimated bytes of objects that had been read up to that many days before. */
    long bytesWithin(int days) {
        double within = bytes - sampledBytes;
        for (int day = 0; day < Math.min(days, bytesByDays.length); day++) {
            within += bytesByDays[day];
        }
        return Math.max(0, Math.min(bytes, Math.round(within)));
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

    static ReuseWeek read(RowBuffer row, int horizonDays) {
        ReuseWeek week = new ReuseWeek(horizonDays);
        week.reads = row.getNumber();
        week.bytes = row.getNumber();
        week.sampledReads = DistanceHistogram.getWeight(row);
        week.sampledBytes = DistanceHistogram.getWeight(row);
        week.readsByObjects.read(row);
        week.readsByBytes.read(row);
        week.bytesByBytes.read(row);
        double[] days = DistanceHistogram.getWeights(row);
        for (int day = 0; day < days.length; day++) {
            week.bytesByDays[Math.min(day, horizonDays - 1)] += days[day];
        }
        return week;
    }
}
