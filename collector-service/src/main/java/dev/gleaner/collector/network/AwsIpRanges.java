package dev.gleaner.collector.network;

import inet.ipaddr.IPAddress;
import inet.ipaddr.format.util.AssociativeAddressTrie.AssociativeTrieNode;
import inet.ipaddr.format.util.DualIPv4v6AssociativeTries;
import java.util.Optional;

/** Public addresses of AWS, with their regions. */
public final class AwsIpRanges {

    /** Marks addresses of AWS that belong to no region or to several. */
    private static final String NO_REGION = "";

    private final DualIPv4v6AssociativeTries<String> regions;

    private AwsIpRanges(DualIPv4v6AssociativeTries<String> regions) {
        this.regions = regions;
    }

    /** Whether an address does not belong to AWS. */
    boolean isOutsideAws(IPAddress address) {
        return regions.longestPrefixMatchNode(address) == null;
    }

    /** Region of an address, by the smallest block around it; empty for addresses outside AWS and for those of no single region. */
    Optional<String> regionOf(IPAddress address) {
        return Optional.ofNullable(regions.longestPrefixMatchNode(address))
                .map(AssociativeTrieNode::getValue)
                .filter(region -> !region.equals(NO_REGION));
    }

    public static final class Builder {

        /** Region name that AWS uses for services without a region, such as CloudFront. */
        private static final String GLOBAL = "GLOBAL";

        private final DualIPv4v6AssociativeTries<String> regions = new DualIPv4v6AssociativeTries<>();

        /**
         * Adds a block; the same block may be added more than once.
         *
         * @param cidr such as {@code 198.51.100.0/24}; otherwise {@link IllegalArgumentException} is thrown
         */
        public Builder add(String cidr, String region) {
            String known = region.equals(GLOBAL) ? NO_REGION : region;
            regions.remap(
                    IpAddressParser.block(cidr),
                    earlier -> earlier == null || earlier.equals(known) ? known : NO_REGION);
            return this;
        }

        public AwsIpRanges build() {
            return new AwsIpRanges(regions);
        }
    }
}
