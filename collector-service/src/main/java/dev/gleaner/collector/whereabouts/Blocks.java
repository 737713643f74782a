package dev.gleaner.collector.whereabouts;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Blocks with a text each; the smallest block around an address is the one that counts. Sorted by their first address, and
 * each knows the block that it lies in, so that a look-up is a binary search and a few steps outwards.
 */
final class Blocks {

    private static final int NONE = -1;

    private final Block[] blocks;
    private final String[] texts;
    private final int[] around;

    private Blocks(SortedMap<Block, String> sorted) {
        this.blocks = sorted.keySet().toArray(Block[]::new);
        this.texts = sorted.values().toArray(String[]::new);
        this.around = around(blocks);
    }

    static Blocks of(Map<Block, String> texts) {
        SortedMap<Block, String> sorted = new TreeMap<>(Block.ORDER);
        sorted.putAll(texts);
        return new Blocks(sorted);
    }

    /** The text of the smallest block around this address; empty when it lies in none. */
    Optional<String> at(Address address) {
        int found = lastNotAfter(address);
        while (found != NONE && blocks[found].last().compareTo(address) < 0) {
            found = around[found];
        }
        return found == NONE ? Optional.empty() : Optional.of(texts[found]);
    }

    private int lastNotAfter(Address address) {
        // Smaller than any block of one address or more that begins there.
        Block key = new Block(address, address);
        int place = Arrays.binarySearch(blocks, key, Block.ORDER);
        return place >= 0 ? place : -place - 2;
    }

    private static int[] around(Block[] blocks) {
        int[] around = new int[blocks.length];
        Deque<Integer> open = new ArrayDeque<>();
        for (int i = 0; i < blocks.length; i++) {
            while (!open.isEmpty() && blocks[open.peek()].last().compareTo(blocks[i].first()) < 0) {
                open.pop();
            }
            around[i] = open.isEmpty() ? NONE : open.peek();
            open.push(i);
        }
        return around;
    }
}
