package dev.gleaner.collector.source.inventory.network;

import static dev.gleaner.collector.source.inventory.Shown.text;

import dev.gleaner.collector.aws.Pages;
import dev.gleaner.collector.source.inventory.Listing;
import dev.gleaner.collector.source.inventory.Shown;
import dev.gleaner.collector.whereabouts.Gateway;
import dev.gleaner.collector.whereabouts.Listed;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Endpoint;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.NatGateway;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.DescribeNatGatewaysResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsResponse;
import software.amazon.awssdk.services.ec2.model.NatGatewayState;
import software.amazon.awssdk.services.ec2.model.Vpc;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;

/**
 * The VPCs of a region with all of their NAT gateways and endpoints: a VPC that is shown without them would look as if it
 * had none.
 */
record Networks(
        String account,
        String region,
        List<Vpc> vpcs,
        List<software.amazon.awssdk.services.ec2.model.NatGateway> gateways,
        List<VpcEndpoint> endpoints) {

    /** Most that EC2 gives at a time. */
    private static final int PAGE = 1000;

    /** The addresses of these may be somebody else's by now. */
    private static final Set<NatGatewayState> OVER = Set.of(NatGatewayState.DELETED, NatGatewayState.FAILED);

    /** All that EC2 shows of a region, or an exception. */
    static Networks of(Ec2AsyncClient ec2, String account, String region) {
        return new Networks(
                account,
                region,
                Pages.all(
                        token -> ec2.describeVpcs(
                                request -> request.maxResults(PAGE).nextToken(token)),
                        DescribeVpcsResponse::nextToken,
                        DescribeVpcsResponse::vpcs),
                Pages.all(
                        token -> ec2.describeNatGateways(
                                request -> request.maxResults(PAGE).nextToken(token)),
                        DescribeNatGatewaysResponse::nextToken,
                        DescribeNatGatewaysResponse::natGateways),
                Pages.all(
                        token -> ec2.describeVpcEndpoints(
                                request -> request.maxResults(PAGE).nextToken(token)),
                        DescribeVpcEndpointsResponse::nextToken,
                        DescribeVpcEndpointsResponse::vpcEndpoints));
    }

    /** A signal for each VPC. */
    List<Signal> signals(Listing listing) {
        return vpcs.stream()
                .map(vpc -> listing.of(arn(vpc.vpcId()).account()).signal(arn(vpc.vpcId()), inventory(vpc)))
                .toList();
    }

    /** Where calls can come from. */
    Listed listed() {
        Map<String, Gateway> byAddress = new HashMap<>();
        current()
                .forEach(gateway -> addresses(gateway)
                        .forEach(address ->
                                byAddress.put(address, new Gateway(gateway.natGatewayId(), arn(gateway.vpcId())))));
        return Listed.ofNetworks(
                        region,
                        byAddress,
                        endpoints.stream().map(VpcEndpoint::vpcEndpointId).collect(Collectors.toSet()))
                .with(NetworkPorts.of(this))
                .within(NetworkPorts.blocks(vpcs));
    }

    /** The NAT gateways that are not over. */
    Stream<software.amazon.awssdk.services.ec2.model.NatGateway> current() {
        return gateways.stream().filter(gateway -> !OVER.contains(gateway.state()));
    }

    private Inventory inventory(Vpc vpc) {
        return Inventory.newBuilder()
                .setState(text(vpc.stateAsString()))
                .putAllTags(Shown.tags(vpc.tags()))
                .addAllNatGateways(gateways.stream()
                        .filter(gateway -> vpc.vpcId().equals(gateway.vpcId()))
                        .map(Networks::gateway)
                        .toList())
                .addAllEndpoints(endpoints.stream()
                        .filter(endpoint -> vpc.vpcId().equals(endpoint.vpcId()))
                        .map(Networks::endpoint)
                        .toList())
                .build();
    }

    /** A VPC that was shared with us belongs to somebody else. */
    private Arn arn(String vpcId) {
        String owner = vpcs.stream()
                .filter(vpc -> vpc.vpcId().equals(vpcId))
                .map(Vpc::ownerId)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(account);
        return Arn.vpc(region, owner, vpcId);
    }

    private static NatGateway gateway(software.amazon.awssdk.services.ec2.model.NatGateway shown) {
        return NatGateway.newBuilder()
                .setId(shown.natGatewayId())
                .setState(text(shown.stateAsString()))
                .addAllAddresses(addresses(shown))
                .build();
    }

    private static List<String> addresses(software.amazon.awssdk.services.ec2.model.NatGateway shown) {
        return shown.natGatewayAddresses().stream()
                .flatMap(address -> Stream.of(address.publicIp(), address.privateIp()))
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .toList();
    }

    private static Endpoint endpoint(VpcEndpoint shown) {
        return Endpoint.newBuilder()
                .setId(shown.vpcEndpointId())
                .setType(text(shown.vpcEndpointTypeAsString()))
                .setService(text(shown.serviceName()))
                .setState(text(shown.stateAsString()))
                .build();
    }
}
