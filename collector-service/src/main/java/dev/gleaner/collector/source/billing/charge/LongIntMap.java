package dev.gleaner.collector.source.billing.charge;

import java.util.Arrays;

/** Numbers by numbers, without objects. Values are not negative. */
final class LongIntMap {

    /** What {@link #get} returns for a key without a value. */
    static final int NONE = -1;

    private static final int SMALLEST = 1024;

    private long[] keys = new long[SMALLEST];
    private int[] values = new int[SMALLEST];
    private int size;

    LongIntMap() {
        clear();
    }

    int get(long key) {
        return values[slot(key)];
    }

    void put(long key, int value) {
        int slot = slot(key);
        if (values[slot] == NONE) {
            size++;
        }
        keys[slot] = key;
        values[slot] = value;
        if (2 * size > keys.length) {
            grow();
        }
    }

    /** All keys, in no order. */
    long[] keys() {
        long[] all = new long[size];
        int count = 0;
        for (int slot = 0; slot < keys.length; slot++) {
            if (values[slot] != NONE) {
                all[count++] = keys[slot];
            }
        }
        return all;
    }

    void clear() {
        keys = new long[SMALLEST];
        values = new int[SMALLEST];
        Arrays.fill(values, NONE);
        size = 0;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldValues = values;
        keys = new long[2 * oldKeys.length];
        values = new int[2 * oldKeys.length];
        Arrays.fill(values, NONE);
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldValues[i] != NONE) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                values[slot] = oldValues[i];
            }
        }
    }

    /** Where a key is, or would be. */
    private int slot(long key) {
        long mixed = key * 0x9E3779B97F4A7C15L;
        int slot = (int) (mixed ^ mixed >>> 32) & keys.length - 1;
        while (values[slot] != NONE && keys[slot] != key) {
            slot = slot + 1 & keys.length - 1;
        }
        return slot;
    }
}
