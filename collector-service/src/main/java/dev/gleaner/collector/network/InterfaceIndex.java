package dev.gleaner.collector.network;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Network interfaces and address blocks of all listed VPCs. Several VPCs may use the same private address. */
public final class InterfaceIndex {

    /** Index without any listing. */
    public static final InterfaceIndex NONE = of(List.of());

    private final Map<String, NetworkInterface> byId;
    private final Map<InVpc, NetworkInterface> byAddress;
    private final Map<String, CidrBlockMap> blocks;

    private InterfaceIndex(
            Map<String, NetworkInterface> byId,
            Map<InVpc, NetworkInterface> byAddress,
            Map<String, CidrBlockMap> blocks) {
        this.byId = byId;
        this.byAddress = byAddress;
        this.blocks = blocks;
    }

    static InterfaceIndex of(Collection<NetworkListing> listings) {
        Map<String, NetworkInterface> byId = new HashMap<>();
        Map<InVpc, NetworkInterface> byAddress = new HashMap<>();
        Map<String, CidrBlockMap> blocks = new HashMap<>();
        for (NetworkListing networkListing : listings) {
            for (NetworkInterface networkInterface : networkListing.interfaces()) {
                byId.put(networkInterface.id(), networkInterface);
                parsed(networkInterface.addresses())
                        .forEach(
                                address -> byAddress.put(new InVpc(networkInterface.vpc(), address), networkInterface));
            }
            networkListing.blocks().forEach((vpc, cidrs) -> blocks.put(vpc, blocks(cidrs)));
        }
        return new InterfaceIndex(byId, byAddress, blocks);
    }

    /** The interface with this id. */
    public Optional<NetworkInterface> byId(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** The interface that has this address in this VPC. */
    public Optional<NetworkInterface> byAddress(String vpc, String address) {
        return IpAddress.parse(address).map(parsed -> byAddress.get(new InVpc(vpc, parsed)));
    }

    /** Whether an address is known to be in this VPC. */
    public boolean isInVpc(String vpc, String address) {
        Optional<IpAddress> parsed = IpAddress.parse(address);
        Optional<CidrBlockMap> known = Optional.ofNullable(blocks.get(vpc));
        return parsed.map(of -> byAddress.get(new InVpc(vpc, of))).isPresent()
                || parsed.flatMap(of -> known.flatMap(all -> all.findSmallest(of)))
                        .isPresent();
    }

    /** Whether an interface has this address. */
    public static boolean hasAddress(NetworkInterface networkInterface, String address) {
        return IpAddress.parse(address)
                .filter(parsed -> parsed(networkInterface.addresses()).contains(parsed))
                .isPresent();
    }

    private static List<IpAddress> parsed(Collection<String> addresses) {
        return addresses.stream()
                .map(IpAddress::parse)
                .flatMap(Optional::stream)
                .toList();
    }

    private static CidrBlockMap blocks(Collection<String> cidrs) {
        Map<CidrBlockMap.Block, String> blocks = new HashMap<>();
        cidrs.forEach(cidr -> blocks.put(CidrBlockMap.Block.parse(cidr), cidr));
        return CidrBlockMap.of(blocks);
    }

    private record InVpc(String vpc, IpAddress address) {}
}
