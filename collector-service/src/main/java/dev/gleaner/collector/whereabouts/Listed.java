package dev.gleaner.collector.whereabouts;

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
 * @param ports network interfaces
 * @param blocks of addresses by the id of their VPC
 */
public record Listed(
        String region,
        Set<String> addresses,
        Map<String, Gateway> gateways,
        Set<String> endpoints,
        List<Port> ports,
        Map<String, List<String>> blocks) {

    public Listed {
        addresses = Set.copyOf(addresses);
        gateways = Map.copyOf(gateways);
        endpoints = Set.copyOf(endpoints);
        ports = List.copyOf(ports);
        blocks = Map.copyOf(blocks);
    }

    /** A listing of instances. */
    public static Listed ofInstances(String region, Set<String> addresses) {
        return new Listed(region, addresses, Map.of(), Set.of(), List.of(), Map.of());
    }

    /** A listing of networks. */
    public static Listed ofNetworks(String region, Map<String, Gateway> gateways, Set<String> endpoints) {
        return new Listed(region, Set.of(), gateways, endpoints, List.of(), Map.of());
    }

    /** The same with network interfaces. */
    public Listed with(List<Port> some) {
        return new Listed(region, addresses, gateways, endpoints, some, blocks);
    }

    /** The same with the blocks of VPCs. */
    public Listed within(Map<String, List<String>> some) {
        return new Listed(region, addresses, gateways, endpoints, ports, some);
    }
}
