package dev.gleaner.collector.whereabouts;

import java.util.Map;
import java.util.Set;

/**
 * What a complete listing showed of where calls can come from.
 *
 * @param region that was listed
 * @param addresses of instances; what is no address is left out
 * @param gateways NAT gateways by each of their addresses
 * @param endpoints ids of VPC endpoints
 */
public record Listed(String region, Set<String> addresses, Map<String, Gateway> gateways, Set<String> endpoints) {

    public Listed {
        addresses = Set.copyOf(addresses);
        gateways = Map.copyOf(gateways);
        endpoints = Set.copyOf(endpoints);
    }

    /** A listing of instances. */
    public static Listed ofInstances(String region, Set<String> addresses) {
        return new Listed(region, addresses, Map.of(), Set.of());
    }

    /** A listing of networks. */
    public static Listed ofNetworks(String region, Map<String, Gateway> gateways, Set<String> endpoints) {
        return new Listed(region, Set.of(), gateways, endpoints);
    }
}
