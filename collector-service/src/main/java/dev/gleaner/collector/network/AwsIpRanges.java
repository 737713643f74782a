package dev.gleaner.collector.network;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Public addresses of AWS, with their regions. */
public final class AwsIpRanges {

    /** Marks addresses of AWS that belong to no region or to several. */
    private static final String NO_REGION = "";

    private final CidrBlockMap cidrBlockMap;

    private AwsIpRanges(Map<CidrBlockMap.Block, String> regions) {
        this.cidrBlockMap = CidrBlockMap.of(regions);
    }

    /** Whether an address does not belong to AWS. */
    boolean isOutsideAws(IpAddress address) {
        return cidrBlockMap.findSmallest(address).isEmpty();
    }

    /** Region of an address; empty for addresses outside AWS and for those of no single region. */
    Optional<String> regionOf(IpAddress address) {
        return cidrBlockMap.findSmallest(address).filter(region -> !region.equals(NO_REGION));
    }

    public static final class Builder {

        /** Region name that AWS uses for services without a region, such as CloudFront. */
        private static final String GLOBAL = "GLOBAL";

        private final Map<CidrBlockMap.Block, String> regions = new HashMap<>();

        /**
         * Adds a block; the same block may be added more than once.
         *
         * @param cidr such as {@code 198.51.100.0/24}; otherwise {@link IllegalArgumentException} is thrown
         */
        public Builder add(String cidr, String region) {
            String known = region.equals(GLOBAL) ? NO_REGION : region;
            regions.merge(CidrBlockMap.Block.parse(cidr), known, (one, other) -> one.equals(other) ? one : NO_REGION);
            return this;
        }

        public AwsIpRanges build() {
            return new AwsIpRanges(regions);
        }
    }
}
