package dev.gleaner.collector.source.inventory.report;

import dev.gleaner.contracts.signal.ObjectAgeBins;
import dev.gleaner.contracts.signal.ObjectSizeBins;
import dev.gleaner.contracts.signal.proto.PrefixSize;
import dev.gleaner.contracts.signal.proto.StoredObjects;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.s3.model.StorageClass;

/** Objects of one prefix, counted by storage class, age and size: as large for any number of them. */
final class Histogram {

    private static final List<Integer> AGES = ObjectAgeBins.steps();
    private static final String UNKNOWN = "UNKNOWN";

    private final Map<Kept, Counts> counts = new TreeMap<>();
    private long deleteMarkers;

    /** Counts an object that was written so many days ago. */
    void add(StorageClass storageClass, boolean noncurrent, long days, long size) {
        counts(new Kept(storageClass, noncurrent)).add(ObjectAgeBins.indexOf(days), ObjectSizeBins.of(size), 1, size);
    }

    void addDeleteMarker() {
        deleteMarkers++;
    }

    /** Takes all of another one. */
    void addAll(Histogram other) {
        other.counts.forEach((kept, cells) -> counts(kept).addAll(cells));
        deleteMarkers += other.deleteMarkers;
    }

    /**
     * As it travels.
     *
     * @param versions whether old versions were listed
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
            for (int bits = 0; bits < ObjectSizeBins.COUNT; bits++) {
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

    /** How objects are kept. */
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
