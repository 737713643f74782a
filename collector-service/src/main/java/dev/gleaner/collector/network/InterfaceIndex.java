package dev.gleaner.collector.network;

import inet.ipaddr.IPAddress;
import inet.ipaddr.format.util.DualIPv4v6Tries;
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
    private final Map<String, DualIPv4v6Tries> blocks;

    private InterfaceIndex(
            Map<String, NetworkInterface> byId,
            Map<InVpc, NetworkInterface> byAddress,
            Map<String, DualIPv4v6Tries> blocks) {
        this.byId = byId;
        this.byAddress = byAddress;
        this.blocks = blocks;
    }

    static InterfaceIndex of(Collection<NetworkListing> listings) {
        Map<String, NetworkInterface> byId = new HashMap<>();
        Map<InVpc, NetworkInterface> byAddress = new HashMap<>();
        Map<String, DualIPv4v6Tries> blocks = new HashMap<>();
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
        return IpAddressParser.parse(address).map(parsed -> byAddress.get(new InVpc(vpc, parsed)));
    }

    /** Whether an address is known to be in this VPC. */
    public boolean isInVpc(String vpc, String address) {
        Optional<IPAddress> parsed = IpAddressParser.parse(address);
        DualIPv4v6Tries known = blocks.get(vpc);
        return parsed.map(of -> byAddress.get(new InVpc(vpc, of))).isPresent()
                || (known != null && parsed.filter(known::elementContains).isPresent());
    }

    /** Whether an interface has this address. */
    public static boolean hasAddress(NetworkInterface networkInterface, String address) {
        return IpAddressParser.parse(address)
                .filter(parsed -> parsed(networkInterface.addresses()).contains(parsed))
                .isPresent();
    }

    private static List<IPAddress> parsed(Collection<String> addresses) {
        return addresses.stream()
                .map(IpAddressParser::parse)
                .flatMap(Optional::stream)
                .toList();
    }

    private static DualIPv4v6Tries blocks(Collection<String> cidrs) {
        DualIPv4v6Tries blocks = new DualIPv4v6Tries();
        cidrs.stream().map(IpAddressParser::block).forEach(blocks::add);
        return blocks;
    }

    private record InVpc(String vpc, IPAddress address) {}
}
