package dev.gleaner.benchmarks.lifecycle;

import dev.gleaner.analyzer.rule.storage.schedule.PrefixUsage;
import dev.gleaner.analyzer.rule.storage.schedule.PrefixUsage.AgeReads;
import dev.gleaner.analyzer.rule.storage.schedule.PrefixUsage.Cell;
import dev.gleaner.analyzer.rule.storage.schedule.PrefixUsage.ReadHistory;
import dev.gleaner.contracts.signal.ObjectHistogramBins;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Recorded accesses over two years. The first access of an object writes it, and the others read all of it.
 *
 * @param name for a person
 * @param objects in the order of their first access
 */
record AccessTrace(String name, List<TraceObject> objects) {

    /** Days that a schedule is learned from; it is judged by as many. */
    static final int HALF = 365;

    private static final int RECENT = 30;
    private static final double MONTHS = 12;

    /** An object: the day of its first access, and those of the others, ascending. */
    static final class TraceObject {

        private final long bytes;
        private final double written;
        private final double[] reads;

        TraceObject(long bytes, double written, double[] reads) {
            this.bytes = bytes;
            this.written = written;
            this.reads = reads;
        }

        long bytes() {
            return bytes;
        }

        double written() {
            return written;
        }

        double[] reads() {
            return reads;
        }
    }

    /** Number of reads between two days of objects of at least an age. */
    long reads(int from, int until, int age) {
        return objects.stream()
                .flatMapToDouble(object -> Arrays.stream(object.reads())
                        .filter(read -> read >= from && read < until && read - object.written() >= age))
                .count();
    }

    /**
     * What is known after the first half: the objects with their ages, and the reads of the last month by age. Ages at which objects
     * were read only before that have the mean of the year, as they are not unread.
     */
    PrefixUsage firstHalf() {
        int ages = ObjectHistogramBins.ageSteps().size();
        long[][] counts = new long[ages][ObjectHistogramBins.SIZE_BINS];
        long[][] bytes = new long[ages][ObjectHistogramBins.SIZE_BINS];
        double[][] recent = new double[2][ages];
        double[][] year = new double[2][ages];
        for (TraceObject object : objects) {
            if (object.written() < HALF) {
                int age = ObjectHistogramBins.ageBinOf((long) (HALF - object.written()));
                int size = ObjectHistogramBins.sizeBinOf(object.bytes());
                counts[age][size]++;
                bytes[age][size] += object.bytes();
                for (double read : object.reads()) {
                    if (read < HALF) {
                        double[][] sums = read >= HALF - RECENT ? recent : year;
                        int at = ObjectHistogramBins.ageBinOf((long) (read - object.written()));
                        sums[0][at]++;
                        sums[1][at] += object.bytes();
                    }
                }
            }
        }
        List<Cell> cells = new ArrayList<>();
        List<AgeReads> reads = new ArrayList<>();
        for (int age = 0; age < ages; age++) {
            int limit = ObjectHistogramBins.ageSteps().get(age);
            for (int size = 0; size < ObjectHistogramBins.SIZE_BINS; size++) {
                if (counts[age][size] > 0) {
                    cells.add(new Cell("STANDARD", false, limit, counts[age][size], bytes[age][size]));
                }
            }
            boolean isRecent = recent[0][age] > 0;
            double share = isRecent ? S3BillingUnits.MONTH / RECENT : 1 / MONTHS;
            double[][] sums = isRecent ? recent : year;
            if (sums[0][age] > 0) {
                reads.add(new AgeReads(limit, sums[0][age] * share, sums[1][age] * share));
            }
        }
        return new PrefixUsage(cells, new ReadHistory(reads, HALF), null, false);
    }

    /** The oldest age at which an object is read in the second half, in days; 0 if none is. */
    double oldestRead() {
        return objects.stream()
                .flatMapToDouble(object -> Arrays.stream(object.reads())
                        .filter(read -> read >= HALF)
                        .map(read -> read - object.written()))
                .max()
                .orElse(0);
    }

    /** Units in which S3 bills. */
    static final class S3BillingUnits {

        static final double MONTH = 365 / 12.0;
        static final double GB = 1L << 30;

        private S3BillingUnits() {}
    }
}
