package dev.gleaner.collector.network;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Maps address blocks to texts; the smallest block that contains an address applies. Blocks are sorted by first address
 * and linked to their enclosing block, so that a look-up is a binary search followed by a few steps outwards.
 */
final class CidrBlockMap {

    private static final int NONE = -1;

    private final Block[] blocks;
    private final String[] texts;
    private final int[] enclosing;

    private CidrBlockMap(SortedMap<Block, String> sorted) {
        this.blocks = sorted.keySet().toArray(Block[]::new);
        this.texts = sorted.values().toArray(String[]::new);
        this.enclosing = enclosing(blocks);
    }

    static CidrBlockMap of(Map<Block, String> texts) {
        SortedMap<Block, String> sorted = new TreeMap<>(Block.ORDER);
        sorted.putAll(texts);
        return new CidrBlockMap(sorted);
    }

    /** The text of the smallest block that contains this address; empty if none does. */
    Optional<String> findSmallest(IpAddress address) {
        int found = lastNotAfter(address);
        while (found != NONE && blocks[found].last().compareTo(address) < 0) {
            found = enclosing[found];
        }
        return found == NONE ? Optional.empty() : Optional.of(texts[found]);
    }

    private int lastNotAfter(IpAddress address) {
        // Sorts after every block that begins at the address.
        Block key = new Block(address, address);
        int place = Arrays.binarySearch(blocks, key, Block.ORDER);
        return place >= 0 ? place : -place - 2;
    }

    private static int[] enclosing(Block[] blocks) {
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

    /** A block such as {@code 198.51.100.0/24}. Two blocks are either nested or disjoint. */
    record Block(IpAddress first, IpAddress last) {

        /** Orders by first address, enclosing blocks before nested ones. */
        static final Comparator<Block> ORDER =
                Comparator.comparing(Block::first).thenComparing(Block::last, Comparator.reverseOrder());

        /** Parses a block in CIDR notation; throws {@link IllegalArgumentException} for any other text. */
        static Block parse(String cidr) {
            int slash = cidr.indexOf('/');
            IpAddress first = IpAddress.parse(cidr.substring(0, Math.max(slash, 0)))
                    .orElseThrow(() -> new IllegalArgumentException("not a block of addresses: " + cidr));
            int bits = Integer.parseInt(cidr.substring(slash + 1));
            int all = first.isIpv4() ? IpAddress.IPV4_BITS : IpAddress.BITS;
            if (bits < 0 || bits > all) {
                throw new IllegalArgumentException("no such length of a prefix: " + cidr);
            }
            int prefix = IpAddress.BITS - all + bits;
            if (!first.equals(first.first(prefix))) {
                throw new IllegalArgumentException("no block begins at this address: " + cidr);
            }
            return new Block(first, first.last(prefix));
        }
    }
}
