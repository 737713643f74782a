package dev.gleaner.analyzer.rule.storage.schedule;

import dev.gleaner.contracts.signal.ObjectHistogramBins;
import dev.gleaner.contracts.signal.proto.StoredObjects;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the objects of a prefix.
 *
 * @param cells what a report of S3 Inventory shows, in any order
 * @param reads reads of current versions; null when no data events are recorded, which is not the same as no reads
 * @param noncurrentReads reads of old versions, which a plain GET never reads; null when unknown
 * @param variesByStorageClass whether the bucket's {@code TransitionDefaultMinimumObjectSize} is {@code
 *     varies_by_storage_class}; else S3 moves no object below 128 KB by default
 */
public record PrefixUsage(
        List<Cell> cells,
        @Nullable ReadHistory reads,
        @Nullable ReadHistory noncurrentReads,
        boolean variesByStorageClass) {

    public PrefixUsage {
        cells = List.copyOf(cells);
    }

    /** The cells of a report. */
    public static List<Cell> cells(List<StoredObjects> stored) {
        List<Cell> cells = new ArrayList<>();
        for (StoredObjects column : stored) {
            for (int i = 0; i < column.getObjectsCount(); i++) {
                cells.add(new Cell(
                        column.getStorageClass(),
                        column.getNoncurrent(),
                        column.getAgeDays(i),
                        column.getObjects(i),
                        column.getBytes(i)));
            }
        }
        return cells;
    }

    @Nullable
    ReadHistory readsOf(boolean noncurrent) {
        return noncurrent ? noncurrentReads : reads;
    }

    /**
     * Objects of one storage class, age step and size step. The size step is given by the mean size, as its limits are powers
     * of two and so are the sizes at which S3 bills or moves differently.
     *
     * @param storageClass name of the class, as in the report
     * @param noncurrent whether they are old versions
     * @param ageLimit younger than this number of days: one of {@link ObjectHistogramBins#ageSteps}
     */
    public record Cell(String storageClass, boolean noncurrent, int ageLimit, long objects, long bytes) {

        public Cell {
            AgeBins.of(ageLimit);
            if (objects <= 0 || bytes < 0) {
                throw new IllegalArgumentException("a cell has at least one object");
            }
        }

        double meanSize() {
            return (double) bytes / objects;
        }
    }

    /**
     * How objects are read by age.
     *
     * @param ages an age step without an entry has no reads
     * @param observedDays number of days in which reads were recorded
     */
    public record ReadHistory(List<AgeReads> ages, int observedDays) {

        public ReadHistory {
            ages = List.copyOf(ages);
        }

        /**
         * The least age in days from which on objects are known to be unread: no read was seen at it or beyond, and there are objects
         * of the step that begins with it, at whose age a read could have been seen.
         */
        int unreadFrom(List<Cell> cells) {
            int read = ages.stream()
                    .filter(age -> age.requests() > 0 || age.bytes() > 0)
                    .mapToInt(AgeReads::ageLimit)
                    .max()
                    .orElse(0);
            return cells.stream()
                    .mapToInt(cell -> AgeBins.lower(AgeBins.of(cell.ageLimit())))
                    .filter(age -> age >= read)
                    .min()
                    .orElse(ObjectHistogramBins.OLDEST);
        }
    }

    /**
     * Reads in a month of the objects of an age step.
     *
     * @param ageLimit as for cells
     * @param requests GET requests a month
     * @param bytes bytes a month that they return
     */
    public record AgeReads(int ageLimit, double requests, double bytes) {

        public AgeReads {
            AgeBins.of(ageLimit);
            if (!(requests >= 0) || !(bytes >= 0)) {
                throw new IllegalArgumentException("reads can't be negative");
            }
        }
    }
}
