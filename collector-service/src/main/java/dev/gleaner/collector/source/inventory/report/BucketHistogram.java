package dev.gleaner.collector.source.inventory.report;

import dev.gleaner.contracts.signal.ObjectHistogramBins;
import dev.gleaner.contracts.signal.proto.PrefixSize;
import dev.gleaner.contracts.signal.proto.StoredObjects;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.StorageClass;

/**
 * Histograms of a limited number of prefixes of a bucket: those whose names come first, as in a listing of keys. All
 * others share one. The choice does not depend on the order of keys, because a removed prefix never returns.
 */
final class BucketHistogram {

    /** Stands for all prefixes beyond the limit; no prefix has this name. */
    static final String OTHERS = "*";

    private final int limit;
    private final TreeMap<String, PrefixHistogram> byPrefix = new TreeMap<>();
    private final PrefixHistogram others = new PrefixHistogram();
    private boolean over;
    private String last = "";
    private @Nullable PrefixHistogram ofLast;

    BucketHistogram(int limit) {
        this.limit = Math.max(1, limit);
    }

    /** The histogram in which objects of a key are counted. */
    PrefixHistogram forKey(String key) {
        PrefixHistogram known = ofLast;
        // Consecutive keys usually have the same prefix.
        if (known != null && !last.isEmpty() && key.startsWith(last)) {
            return known;
        }
        String prefix = key.substring(0, key.indexOf('/') + 1);
        PrefixHistogram found = found(prefix);
        last = prefix;
        ofLast = found;
        return found;
    }

    /** Passes all histograms on, by prefix; nothing may be counted afterwards. */
    void forEach(BiConsumer<String, PrefixHistogram> consumer) {
        byPrefix.forEach(consumer);
        if (over) {
            consumer.accept(OTHERS, others);
        }
    }

    private PrefixHistogram found(String prefix) {
        PrefixHistogram known = byPrefix.get(prefix);
        if (known != null) {
            return known;
        }
        if (byPrefix.size() == limit && prefix.compareTo(byPrefix.lastKey()) > 0) {
            over = true;
            return others;
        }
        PrefixHistogram added = new PrefixHistogram();
        byPrefix.put(prefix, added);
        if (byPrefix.size() > limit) {
            Map.Entry<String, PrefixHistogram> gone = byPrefix.pollLastEntry();
            others.addAll(gone.getValue());
            over = true;
        }
        return added;
    }

    /** Objects and bytes by bins of age and of size. */
    static final class Counts {

        private final long[] objects = new long[ObjectHistogramBins.ageSteps().size() * ObjectHistogramBins.SIZE_BINS];
        private final long[] bytes = new long[objects.length];

        void add(int age, int bits, long moreObjects, long moreBytes) {
            int cell = age * ObjectHistogramBins.SIZE_BINS + bits;
            objects[cell] += moreObjects;
            bytes[cell] += moreBytes;
        }

        void addAll(Counts other) {
            for (int cell = 0; cell < objects.length; cell++) {
                objects[cell] += other.objects[cell];
                bytes[cell] += other.bytes[cell];
            }
        }

        Cell of(int age, int bits) {
            int cell = age * ObjectHistogramBins.SIZE_BINS + bits;
            return new Cell(objects[cell], bytes[cell]);
        }

        /** Objects of this age and any size. */
        Cell ofAge(int age) {
            Cell all = new Cell(0, 0);
            for (int bits = 0; bits < ObjectHistogramBins.SIZE_BINS; bits++) {
                Cell one = of(age, bits);
                all = new Cell(all.objects() + one.objects(), all.bytes() + one.bytes());
            }
            return all;
        }

        /** Content of a bin. */
        record Cell(long objects, long bytes) {}
    }

    /** Objects of one prefix by storage class, age and size; its size does not depend on the number of objects. */
    static final class PrefixHistogram {

        private static final List<Integer> AGES = ObjectHistogramBins.ageSteps();
        private static final String UNKNOWN = "UNKNOWN";

        private final Map<Kept, Counts> counts = new TreeMap<>();
        private long deleteMarkers;

        /** Counts an object that was written this number of days ago. */
        void add(StorageClass storageClass, boolean noncurrent, long days, long size) {
            counts(new Kept(storageClass, noncurrent))
                    .add(ObjectHistogramBins.ageBinOf(days), ObjectHistogramBins.sizeBinOf(size), 1, size);
        }

        void addDeleteMarker() {
            deleteMarkers++;
        }

        /** Adds all of another histogram. */
        void addAll(PrefixHistogram other) {
            other.counts.forEach((kept, cells) -> counts(kept).addAll(cells));
            deleteMarkers += other.deleteMarkers;
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
            return message.build();
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
                return storageClass == StorageClass.UNKNOWN_TO_SDK_VERSION ? UNKNOWN : storageClass.toString();
            }

            @Override
            public int compareTo(Kept other) {
                int order = storageClass.compareTo(other.storageClass);
                return order == 0 ? Boolean.compare(noncurrent, other.noncurrent) : order;
            }
        }
    }
}
