package dev.gleaner.collector.network;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a complete listing shows about the origin of calls.
 *
 * @param region that was listed
 * @param addresses of instances; invalid ones are ignored
 * @param gateways NAT gateways by each of their addresses
 * @param endpoints ids of VPC endpoints
 * @param interfaces network interfaces
 * @param blocks address blocks by VPC id
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

    /** A copy with network interfaces. */
    public NetworkListing withInterfaces(List<NetworkInterface> some) {
        return new NetworkListing(region, addresses, gateways, endpoints, some, blocks);
    }

    /** A copy with the address blocks of VPCs. */
    public NetworkListing withVpcBlocks(Map<String, List<String>> some) {
        return new NetworkListing(region, addresses, gateways, endpoints, interfaces, some);
    }
}
