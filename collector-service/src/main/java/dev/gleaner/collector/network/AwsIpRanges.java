package dev.gleaner.collector.network;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Which public addresses belong to AWS, and to which of its regions. */
public final class AwsIpRanges {

    /** Of addresses that are AWS's, but of no region, or of more than one. */
    private static final String NO_REGION = "";

    private final CidrBlockMap cidrBlockMap;

    private AwsIpRanges(Map<CidrBlockMap.Block, String> regions) {
        this.cidrBlockMap = CidrBlockMap.of(regions);
    }

    /** Whether an address is outside of AWS. */
    boolean isOutsideAws(IpAddress address) {
        return cidrBlockMap.findSmallest(address).isEmpty();
    }

    /** The region that an address belongs to; empty for addresses of no region and those outside of AWS. */
    Optional<String> regionOf(IpAddress address) {
        return cidrBlockMap.findSmallest(address).filter(region -> !region.equals(NO_REGION));
    }

    /** Gathers ranges. */
    public static final class Builder {

        /** What AWS calls the region of what has none, such as CloudFront. */
        private static final String GLOBAL = "GLOBAL";

        private final Map<CidrBlockMap.Block, String> regions = new HashMap<>();

        /**
         * Adds a block; the same block may come more than once.
         *
         * @param cidr {@code 198.51.100.0/24} or the like; throws {@link IllegalArgumentException} when it is none
         */
        public Builder add(String cidr, String region) {
            String known = region.equals(GLOBAL) ? NO_REGION : region;
            regions.merge(CidrBlockMap.Block.parse(cidr), known, (one, other) -> one.equals(other) ? one : NO_REGION);
            return this;
        }

        /** What was added so far. */
        public AwsIpRanges build() {
            return new AwsIpRanges(regions);
        }
    }
}
