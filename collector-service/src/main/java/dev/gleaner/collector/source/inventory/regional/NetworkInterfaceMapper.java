package dev.gleaner.collector.source.inventory.regional;

import dev.gleaner.collector.network.NetworkInterface;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.NatGateway;
import software.amazon.awssdk.services.ec2.model.NatGatewayAddress;
import software.amazon.awssdk.services.ec2.model.Vpc;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;

/** The network interfaces of NAT gateways and endpoints, and the blocks of VPCs. */
final class NetworkInterfaceMapper {

    private NetworkInterfaceMapper() {}

    static List<NetworkInterface> map(RegionNetworks networks) {
        Stream<NetworkInterface> ofGateways =
                networks.activeGateways().flatMap(gateway -> ofGateway(networks.region(), gateway));
        Stream<NetworkInterface> ofEndpoints =
                networks.endpoints().stream().flatMap(endpoint -> ofEndpoint(networks.region(), endpoint));
        return Stream.concat(ofGateways, ofEndpoints).toList();
    }

    /** By the id of the VPC, in CIDR notation. */
    static Map<String, List<String>> blocks(List<Vpc> vpcs) {
        return vpcs.stream().collect(Collectors.toMap(Vpc::vpcId, NetworkInterfaceMapper::blocks, (one, other) -> one));
    }

    private static List<String> blocks(Vpc vpc) {
        Stream<String> more = Stream.concat(
                vpc.cidrBlockAssociationSet().stream().map(block -> block.cidrBlock()),
                vpc.ipv6CidrBlockAssociationSet().stream().map(block -> block.ipv6CidrBlock()));
        return Stream.concat(Stream.of(vpc).map(Vpc::cidrBlock), more)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    private static Stream<NetworkInterface> ofGateway(String region, NatGateway gateway) {
        return gateway.natGatewayAddresses().stream()
                .filter(address -> address.networkInterfaceId() != null && gateway.vpcId() != null)
                .map(address -> new NetworkInterface(
                        address.networkInterfaceId(),
                        region,
                        gateway.vpcId(),
                        "",
                        NetworkInterface.Kind.NAT_GATEWAY,
                        address.publicIp() != null,
                        addresses(address)));
    }

    private static Set<String> addresses(NatGatewayAddress address) {
        return Stream.of(address)
                .map(NatGatewayAddress::privateIp)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    private static Stream<NetworkInterface> ofEndpoint(String region, VpcEndpoint endpoint) {
        return endpoint.networkInterfaceIds().stream()
                .filter(id -> endpoint.vpcId() != null)
                .map(id -> new NetworkInterface(
                        id, region, endpoint.vpcId(), "", NetworkInterface.Kind.ENDPOINT, false, Set.of()));
    }
}
