package dev.gleaner.collector.source.inventory.report;

import dev.gleaner.contracts.signal.ObjectHistogramBins;
import dev.gleaner.contracts.signal.proto.PrefixSize;
import dev.gleaner.contracts.signal.proto.StoredObjects;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.StorageClass;

/**
 * Objects of one prefix by storage class, age and size, and a sample of them; its size does not depend on the number of
 * objects.
 */
final class PrefixHistogram {

    private static final List<Integer> AGES = ObjectHistogramBins.ageSteps();
    private static final String UNKNOWN = "UNKNOWN";

    private final Map<Kept, Counts> counts = new TreeMap<>();
    private final KeySample sample = new KeySample();
    private long bytes;
    private long deleteMarkers;

    /** Counts an object that was written this number of days ago. */
    void add(StorageClass storageClass, boolean noncurrent, long days, long size) {
        counts(new Kept(storageClass, noncurrent))
                .add(ObjectHistogramBins.ageBinOf(days), ObjectHistogramBins.sizeBinOf(size), size);
        bytes += size;
    }

    /**
     * Adds a current version, which is counted already, to the sample.
     *
     * @param keyHash as in signals of reads
     * @param written in milliseconds
     */
    void sample(long keyHash, long written) {
        sample.add(keyHash, written);
    }

    void addDeleteMarker() {
        deleteMarkers++;
    }

    /** Adds all of another histogram. */
    void addAll(PrefixHistogram other) {
        other.counts.forEach((kept, cells) -> counts(kept).addAll(cells));
        sample.addAll(other.sample);
        bytes += other.bytes;
        deleteMarkers += other.deleteMarkers;
    }

    /** Bytes of all objects, including noncurrent versions. */
    long bytes() {
        return bytes;
    }

    /** Whether nothing was counted. */
    boolean isEmpty() {
        return counts.isEmpty() && deleteMarkers == 0;
    }

    /**
     * The Protobuf form.
     *
     * @param versions whether noncurrent versions were listed
     */
    PrefixSize message(String prefix, boolean versions) {
        PrefixSize.Builder message = PrefixSize.newBuilder().setPrefix(prefix);
        Counts all = new Counts();
        counts.forEach((kept, cells) -> {
            message.addStored(stored(kept, cells));
            all.addAll(cells);
        });
        for (int age = 0; age < AGES.size(); age++) {
            Counts.Cell cell = all.ofAge(age);
            message.setObjects(message.getObjects() + cell.objects()).setBytes(message.getBytes() + cell.bytes());
            if (cell.objects() > 0) {
                message.addAgeDays(AGES.get(age)).addAgeBytes(cell.bytes());
            }
        }
        if (versions) {
            message.setDeleteMarkers(deleteMarkers);
        }
        sample.writeTo(message);
        return message.build();
    }

    /** A storage class as signals have it. */
    static String name(StorageClass storageClass) {
        return storageClass == StorageClass.UNKNOWN_TO_SDK_VERSION ? UNKNOWN : storageClass.toString();
    }

    private Counts counts(Kept kept) {
        return counts.computeIfAbsent(kept, key -> new Counts());
    }

    private static StoredObjects stored(Kept kept, Counts cells) {
        StoredObjects.Builder stored =
                StoredObjects.newBuilder().setStorageClass(kept.name()).setNoncurrent(kept.noncurrent());
        for (int age = 0; age < AGES.size(); age++) {
            for (int bits = 0; bits < ObjectHistogramBins.SIZE_BINS; bits++) {
                Counts.Cell cell = cells.of(age, bits);
                if (cell.objects() > 0) {
                    stored.addAgeDays(AGES.get(age))
                            .addSizeBits(bits)
                            .addObjects(cell.objects())
                            .addBytes(cell.bytes());
                }
            }
        }
        return stored.build();
    }

    /** Storage class and version of objects. */
    private record Kept(StorageClass storageClass, boolean noncurrent) implements Comparable<Kept> {

        String name() {
            return PrefixHistogram.name(storageClass);
        }

        @Override
        public int compareTo(Kept other) {
            int order = storageClass.compareTo(other.storageClass);
            return order == 0 ? Boolean.compare(noncurrent, other.noncurrent) : order;
        }
    }

    /** Objects and bytes by bins of age and of size. Most folders have objects of few ages, so a bin of age without objects has no cells. */
    private static final class Counts {

        /** By age: objects of each bin of size, then bytes of each. */
        private final long[] @Nullable [] byAge = new long[AGES.size()][];

        void add(int age, int bits, long size) {
            long[] cells = cells(age);
            cells[bits]++;
            cells[ObjectHistogramBins.SIZE_BINS + bits] += size;
        }

        void addAll(Counts other) {
            for (int age = 0; age < byAge.length; age++) {
                long[] more = other.byAge[age];
                if (more != null) {
                    long[] cells = cells(age);
                    for (int at = 0; at < cells.length; at++) {
                        cells[at] += more[at];
                    }
                }
            }
        }

        Cell of(int age, int bits) {
            long[] cells = byAge[age];
            return cells == null ? Cell.EMPTY : new Cell(cells[bits], cells[ObjectHistogramBins.SIZE_BINS + bits]);
        }

        /** Objects of this age and any size. */
        Cell ofAge(int age) {
            Cell all = Cell.EMPTY;
            for (int bits = 0; bits < ObjectHistogramBins.SIZE_BINS; bits++) {
                Cell one = of(age, bits);
                all = new Cell(all.objects() + one.objects(), all.bytes() + one.bytes());
            }
            return all;
        }

        private long[] cells(int age) {
            long[] known = byAge[age];
            if (known == null) {
                known = new long[2 * ObjectHistogramBins.SIZE_BINS];
                byAge[age] = known;
            }
            return known;
        }

        /** Content of a bin. */
        private record Cell(long objects, long bytes) {

            static final Cell EMPTY = new Cell(0, 0);
        }
    }
}
