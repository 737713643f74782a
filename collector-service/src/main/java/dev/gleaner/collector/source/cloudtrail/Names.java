package dev.gleaner.collector.source.cloudtrail;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** The members that somebody reads of one kind of JSON object, to be found by the bytes of their names. */
final class Names {

    static final int NONE = -1;

    private static final int SLOTS = 256;

    private final byte[][] names;
    private final int[] lengths;
    private final byte[] slots = new byte[SLOTS];

    /** Less than 128 of them, in the order of their ordinals. */
    Names(Named... members) {
        names = new byte[members.length][];
        lengths = new int[members.length];
        Arrays.fill(slots, (byte) NONE);
        for (Named member : members) {
            byte[] name = member.json().getBytes(UTF_8);
            names[member.ordinal()] = JsonBytes.padded(name);
            lengths[member.ordinal()] = name.length;
            slots[free(name)] = (byte) member.ordinal();
        }
    }

    int size() {
        return names.length;
    }

    /** The ordinal of the member whose name stands there, as in {@link JsonBytes}; {@link #NONE} for what nobody reads. */
    int find(byte[] bytes, int from, int to) {
        for (int slot = slot(bytes, from, to); slots[slot] != NONE; slot = next(slot)) {
            int member = slots[slot];
            if (lengths[member] == to - from && JsonBytes.same(names[member], 0, bytes, from, to - from)) {
                return member;
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
