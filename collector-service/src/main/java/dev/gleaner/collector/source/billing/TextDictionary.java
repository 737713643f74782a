package dev.gleaner.collector.source.billing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Numbers the distinct texts of a column, so that each is held once, and interpreted once. Cells are looked up where they lie in the
 * buffer of a parser; only a text that is new is copied.
 */
final class TextDictionary {

    /** Number of the empty text, and of {@code NULL}, which some exporters write for an absent value. */
    static final int ABSENT = 0;

    private static final String NULL = "NULL";

    /** Its number in the table; never given out. */
    private static final int NULL_ID = 1;

    private static final int SMALLEST = 64;

    private String[] texts = new String[SMALLEST];
    private int[] hashes = new int[SMALLEST];
    private int[] slots = new int[2 * SMALLEST];
    private int size;
    private long characters;

    TextDictionary() {
        clear();
    }

    /** The number of a cell. */
    int idOf(char[] buffer, int from, int length) {
        int hash = 0;
        for (int i = from; i < from + length; i++) {
            hash = 31 * hash + buffer[i];
        }
        int slot = slot(hash);
        for (; slots[slot] >= 0; slot = next(slot)) {
            int id = slots[slot];
            if (hashes[id] == hash && equal(texts[id], buffer, from, length)) {
                return id == NULL_ID ? ABSENT : id;
            }
        }
        return add(slot, hash, new String(buffer, from, length));
    }

    /** The number of a cell in UTF-8. */
    int idOf(byte[] buffer, int from, int length) {
        int hash = 0;
        for (int i = from; i < from + length; i++) {
            if (buffer[i] < 0) {
                return idOf(new String(buffer, from, length, StandardCharsets.UTF_8));
            }
            hash = 31 * hash + buffer[i];
        }
        int slot = slot(hash);
        for (; slots[slot] >= 0; slot = next(slot)) {
            int id = slots[slot];
            if (hashes[id] == hash && equal(texts[id], buffer, from, length)) {
                return id == NULL_ID ? ABSENT : id;
            }
        }
        return add(slot, hash, new String(buffer, from, length, StandardCharsets.US_ASCII));
    }

    /** The number of a text. */
    int idOf(String text) {
        int hash = text.hashCode();
        int slot = slot(hash);
        for (; slots[slot] >= 0; slot = next(slot)) {
            int id = slots[slot];
            if (hashes[id] == hash && texts[id].equals(text)) {
                return id == NULL_ID ? ABSENT : id;
            }
        }
        return add(slot, hash, text);
    }

    /** The text with this number; empty if the value is absent. */
    String text(int id) {
        return id == ABSENT ? "" : texts[id];
    }

    /** Total length of the texts. */
    long characters() {
        return characters;
    }

    /** Forgets all texts, so that their numbers mean nothing any more. */
    void clear() {
        texts = new String[SMALLEST];
        hashes = new int[SMALLEST];
        slots = new int[2 * SMALLEST];
        Arrays.fill(slots, -1);
        size = 0;
        characters = 0;
        add(freeSlot(0), 0, "");
        add(freeSlot(NULL.hashCode()), NULL.hashCode(), NULL);
    }

    private int add(int slot, int hash, String text) {
        if (size == texts.length) {
            grow();
            return add(freeSlot(hash), hash, text);
        }
        int id = size++;
        texts[id] = text;
        hashes[id] = hash;
        slots[slot] = id;
        characters += text.length();
        return id;
    }

    private void grow() {
        texts = Arrays.copyOf(texts, 2 * size);
        hashes = Arrays.copyOf(hashes, 2 * size);
        slots = new int[2 * slots.length];
        Arrays.fill(slots, -1);
        for (int id = 0; id < size; id++) {
            slots[freeSlot(hashes[id])] = id;
        }
    }

    private int freeSlot(int hash) {
        int slot = slot(hash);
        while (slots[slot] >= 0) {
            slot = next(slot);
        }
        return slot;
    }

    private int slot(int hash) {
        // Texts that differ in few characters have hashes close to each other.
        int mixed = hash * 0x9E3779B9;
        return (mixed ^ mixed >>> 15) & slots.length - 1;
    }

    private int next(int slot) {
        return slot + 1 & slots.length - 1;
    }

    private static boolean equal(String text, char[] buffer, int from, int length) {
        if (text.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) != buffer[from + i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean equal(String text, byte[] buffer, int from, int length) {
        if (text.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) != buffer[from + i]) {
                return false;
            }
        }
        return true;
    }
}
