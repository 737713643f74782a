package dev.gleaner.analyzer.profile.reuse;

import dev.gleaner.analyzer.profile.RowBuffer;
import java.util.Arrays;

/**
 * Sums of two numbers over the last slots of many. They are changed much more often than they are asked for, so that there are sums of
 * blocks of slots and of groups of blocks: a change takes two additions of each number, and a sum about a hundred. The numbers
 * within a block are not kept here.
 */
final class SlotSums {

    private static final int BLOCK_BITS = 4;
    private static final int BLOCK = 1 << BLOCK_BITS;

    /** So that there are about as many blocks in a group as groups. */
    private int groupBits = BLOCK_BITS;

    /** Both numbers of a block beside each other. */
    private long[] blocks = new long[0];

    private long[] groups = new long[0];

    /** Sums over the blocks after the one of the last {@link #measure}. */
    private long unitsAfter;

    private long bytesAfter;

    /** Makes room for that many slots, all of them 0. */
    void allocate(int slots) {
        groupBits = BLOCK_BITS + RowBuffer.width(slots >>> BLOCK_BITS) / 2;
        blocks = new long[2 * (((slots - 1) >>> BLOCK_BITS) + 1)];
        groups = new long[2 * (((slots - 1) >>> groupBits) + 1)];
    }

    /** Sets all to 0. */
    void clear() {
        Arrays.fill(blocks, 0);
        Arrays.fill(groups, 0);
    }

    /** Adds to the numbers of a slot. */
    void add(int slot, long units, long bytes) {
        int block = 2 * (slot >>> BLOCK_BITS);
        blocks[block] += units;
        blocks[block + 1] += bytes;
        int group = 2 * (slot >>> groupBits);
        groups[group] += units;
        groups[group + 1] += bytes;
    }

    /**
     * Sums up the blocks after the one of a slot.
     *
     * @return the first slot after those that are not in the sums: from the next slot up to it they are to be added
     */
    int measure(int slot) {
        int block = slot >>> BLOCK_BITS;
        int group = slot >>> groupBits;
        long units = 0;
        long bytes = 0;
        int end = Math.min(2 * ((group + 1) << (groupBits - BLOCK_BITS)), blocks.length);
        for (int next = 2 * (block + 1); next < end; next += 2) {
            units += blocks[next];
            bytes += blocks[next + 1];
        }
        for (int next = 2 * (group + 1); next < groups.length; next += 2) {
            units += groups[next];
            bytes += groups[next + 1];
        }
        unitsAfter = units;
        bytesAfter = bytes;
        return BLOCK * (block + 1);
    }

    /** The first of the sums. */
    long unitsAfter() {
        return unitsAfter;
    }

    /** The second of the sums. */
    long bytesAfter() {
        return bytesAfter;
    }
}
