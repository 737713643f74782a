package dev.gleaner.collector.network;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a complete listing showed of where calls can come from.
 *
 * @param region that was listed
 * @param addresses of instances; what is no address is left out
 * @param gateways NAT gateways by each of their addresses
 * @param endpoints ids of VPC endpoints
 * @param interfaces network interfaces
 * @param blocks of addresses by the id of their VPC
 */
public record NetworkListing(
        String region,
        Set<String> addresses,
        Map<String, NetworkLocation.Gateway> gateways,
        Set<String> endpoints,
        List<NetworkInterface> interfaces,
        Map<String, List<String>> blocks) {

    public NetworkListing {
        addresses = Set.copyOf(addresses);
        gateways = Map.copyOf(gateways);
        endpoints = Set.copyOf(endpoints);
        interfaces = List.copyOf(interfaces);
        blocks = Map.copyOf(blocks);
    }

    /** A listing of instances. */
    public static NetworkListing ofInstances(String region, Set<String> addresses) {
        return new NetworkListing(region, addresses, Map.of(), Set.of(), List.of(), Map.of());
    }

    /** A listing of networks. */
    public static NetworkListing ofNetworks(
            String region, Map<String, NetworkLocation.Gateway> gateways, Set<String> endpoints) {
        return new NetworkListing(region, Set.of(), gateways, endpoints, List.of(), Map.of());
    }

    /** The same with network interfaces. */
    public NetworkListing withInterfaces(List<NetworkInterface> some) {
        return new NetworkListing(region, addresses, gateways, endpoints, some, blocks);
    }

    /** The same with the blocks of VPCs. */
    public NetworkListing withVpcBlocks(Map<String, List<String>> some) {
        return new NetworkListing(region, addresses, gateways, endpoints, interfaces, some);
    }
}
