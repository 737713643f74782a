package dev.gleaner.collector.whereabouts;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Which public addresses belong to AWS, and to which of its regions. */
public final class Ranges {

    /** Of addresses that are AWS's, but of no region, or of more than one. */
    private static final String NO_REGION = "";

    private final Blocks blocks;

    private Ranges(Map<Block, String> regions) {
        this.blocks = Blocks.of(regions);
    }

    /** Whether an address is outside of AWS. */
    boolean areElsewhereThan(Address address) {
        return blocks.at(address).isEmpty();
    }

    /** The region that an address belongs to; empty for addresses of no region and those outside of AWS. */
    Optional<String> region(Address address) {
        return blocks.at(address).filter(region -> !region.equals(NO_REGION));
    }

    /** Gathers ranges. */
    public static final class Builder {

        /** What AWS calls the region of what has none, such as CloudFront. */
        private static final String GLOBAL = "GLOBAL";

        private final Map<Block, String> regions = new HashMap<>();

        /**
         * Adds a block; the same block may come more than once.
         *
         * @param cidr {@code 198.51.100.0/24} or the like; throws {@link IllegalArgumentException} when it is none
         */
        public Builder add(String cidr, String region) {
            String known = region.equals(GLOBAL) ? NO_REGION : region;
            regions.merge(Block.parse(cidr), known, (one, other) -> one.equals(other) ? one : NO_REGION);
            return this;
        }

        /** What was added so far. */
        public Ranges build() {
            return new Ranges(regions);
        }
    }
}
