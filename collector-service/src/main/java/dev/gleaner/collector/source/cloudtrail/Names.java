package dev.gleaner.collector.source.cloudtrail;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** The members that somebody reads of one kind of JSON object, to be found by the bytes of their names. */
final class Names {

    static final int NONE = -1;

    private static final int SLOTS = 256;

    private final byte[][] names;
    private final byte[] slots = new byte[SLOTS];

    /** Less than 128 of them, in the order of their ordinals. */
    Names(Named... members) {
        names = new byte[members.length][];
        Arrays.fill(slots, (byte) NONE);
        for (Named member : members) {
            names[member.ordinal()] = member.json().getBytes(UTF_8);
            slots[free(names[member.ordinal()])] = (byte) member.ordinal();
        }
    }

    int size() {
        return names.length;
    }

    /** The ordinal of the member whose name stands there; {@link #NONE} for what nobody reads. */
    int find(byte[] bytes, int from, int to) {
        for (int slot = slot(bytes, from, to); slots[slot] != NONE; slot = next(slot)) {
            byte[] name = names[slots[slot]];
            if (Arrays.equals(name, 0, name.length, bytes, from, to)) {
                return slots[slot];
            }
        }
        return NONE;
    }

    private int free(byte[] name) {
        int slot = slot(name, 0, name.length);
        while (slots[slot] != NONE) {
            slot = next(slot);
        }
        return slot;
    }

    /** Length, first and last letter tell most names apart. */
    private static int slot(byte[] bytes, int from, int to) {
        return from == to ? 0 : ((to - from) * 37 + bytes[from] * 5 + bytes[to - 1] * 11) & (SLOTS - 1);
    }

    private static int next(int slot) {
        return (slot + 1) & (SLOTS - 1);
    }
}
