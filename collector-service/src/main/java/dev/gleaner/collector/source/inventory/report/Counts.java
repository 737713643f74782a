package dev.gleaner.collector.source.inventory.report;

import dev.gleaner.contracts.signal.ObjectAgeBins;
import dev.gleaner.contracts.signal.ObjectSizeBins;

/** Objects and bytes by steps of age and of size. */
final class Counts {

    private final long[] objects = new long[ObjectAgeBins.steps().size() * ObjectSizeBins.COUNT];
    private final long[] bytes = new long[objects.length];

    void add(int age, int bits, long moreObjects, long moreBytes) {
        int cell = age * ObjectSizeBins.COUNT + bits;
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
        int cell = age * ObjectSizeBins.COUNT + bits;
        return new Cell(objects[cell], bytes[cell]);
    }

    /** Of any size. */
    Cell ofAge(int age) {
        Cell all = new Cell(0, 0);
        for (int bits = 0; bits < ObjectSizeBins.COUNT; bits++) {
            Cell one = of(age, bits);
            all = new Cell(all.objects() + one.objects(), all.bytes() + one.bytes());
        }
        return all;
    }

    /** What is counted in one place. */
    record Cell(long objects, long bytes) {}
}
