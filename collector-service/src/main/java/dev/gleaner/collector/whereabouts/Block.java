package dev.gleaner.collector.whereabouts;

import java.util.Comparator;

/** A block of addresses, {@code 198.51.100.0/24}; two blocks lie in one another or apart. */
record Block(Address first, Address last) {

    /** By their first address, wider blocks before those in them. */
    static final Comparator<Block> ORDER =
            Comparator.comparing(Block::first).thenComparing(Block::last, Comparator.reverseOrder());

    /** Reads a block in CIDR notation; throws {@link IllegalArgumentException} when it is none. */
    static Block parse(String cidr) {
        int slash = cidr.indexOf('/');
        Address first = Address.parse(cidr.substring(0, Math.max(slash, 0)))
                .orElseThrow(() -> new IllegalArgumentException("not a block of addresses: " + cidr));
        int bits = Integer.parseInt(cidr.substring(slash + 1));
        int all = first.isIpv4() ? Address.IPV4_BITS : Address.BITS;
        if (bits < 0 || bits > all) {
            throw new IllegalArgumentException("no such length of a prefix: " + cidr);
        }
        int prefix = Address.BITS - all + bits;
        if (!first.equals(first.first(prefix))) {
            throw new IllegalArgumentException("no block begins in its middle: " + cidr);
        }
        return new Block(first, first.last(prefix));
    }
}
