package dev.gleaner.collector.source.cloudtrail.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;

/** The members that somebody reads of one kind of JSON object, to be found by the bytes of their names. */
final class JsonFieldTable {

    static final int NONE = -1;

    private static final int SLOTS = 256;

    /** Members that may be absent follow one another: so many places are looked at. */
    private static final int LOOK_AHEAD = 4;

    private final byte[][] names;
    private final int[] lengths;
    private final byte[][] usual;
    private final int[] usualMembers;
    private final byte[] slots = new byte[SLOTS];

    /** Less than 128 of them, in the order of their ordinals. */
    JsonFieldTable(JsonField... members) {
        this(List.of(), members);
    }

    /** The same, of objects whose members mostly come in this order, those that nobody reads among them. */
    JsonFieldTable(List<String> order, JsonField... members) {
        names = new byte[members.length][];
        lengths = new int[members.length];
        Arrays.fill(slots, (byte) NONE);
        for (JsonField member : members) {
            byte[] name = member.json().getBytes(UTF_8);
            names[member.ordinal()] = JsonByteScanner.padded(name);
            lengths[member.ordinal()] = name.length;
            slots[free(name)] = (byte) member.ordinal();
        }
        usual = order.stream()
                .map(name -> JsonByteScanner.padded(("\"" + name + "\":").getBytes(UTF_8)))
                .toArray(byte[][]::new);
        usualMembers = order.stream()
                .map(name -> JsonByteScanner.padded(name.getBytes(UTF_8)))
                .mapToInt(name -> find(name, 0, name.length - JsonByteScanner.PADDING))
                .toArray();
    }

    /**
     * Looks for what may come next in the usual order, before anybody goes over its name: quotes, name and colon at once.
     *
     * @param from the place in the usual order from which on to look
     * @return the place in it; {@link #NONE} if another name stands here, or in another way
     */
    int usual(byte[] bytes, int at, int from) {
        int until = Math.min(usual.length, from + LOOK_AHEAD);
        for (int place = from; place < until; place++) {
            byte[] name = usual[place];
            if (JsonByteScanner.same(name, 0, bytes, at, name.length - JsonByteScanner.PADDING)) {
                return place;
            }
        }
        return NONE;
    }

    /** How many bytes the name at this place in the usual order takes, with its quotes and its colon. */
    int usualLength(int place) {
        return usual[place].length - JsonByteScanner.PADDING;
    }

    /** The ordinal of the member at this place in the usual order; {@link #NONE} for what nobody reads. */
    int usualMember(int place) {
        return usualMembers[place];
    }

    int size() {
        return names.length;
    }

    /** The ordinal of the member whose name stands there, as in {@link JsonByteScanner}; {@link #NONE} for what nobody reads. */
    int find(byte[] bytes, int from, int to) {
        for (int slot = slot(bytes, from, to); slots[slot] != NONE; slot = next(slot)) {
            int member = slots[slot];
            if (lengths[member] == to - from && JsonByteScanner.same(names[member], 0, bytes, from, to - from)) {
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
