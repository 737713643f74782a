package dev.gleaner.collector.listing.kind;

import static dev.gleaner.collector.aws.SdkValues.textOrEmpty;

import dev.gleaner.collector.aws.AwsPaginator;
import dev.gleaner.collector.aws.SdkValues;
import dev.gleaner.collector.listing.RegionListing;
import dev.gleaner.collector.network.NetworkInterface;
import dev.gleaner.collector.network.NetworkListing;
import dev.gleaner.collector.network.NetworkLocation;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceController;
import dev.gleaner.contracts.signal.proto.Endpoint;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.NatGateway;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.DescribeNatGatewaysResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsResponse;
import software.amazon.awssdk.services.ec2.model.NatGatewayAddress;
import software.amazon.awssdk.services.ec2.model.NatGatewayState;
import software.amazon.awssdk.services.ec2.model.Vpc;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;
import software.amazon.awssdk.services.ec2.model.VpcEndpointType;

/**
 * The VPCs of a region with all their NAT gateways and endpoints; a VPC published without them would appear to have
 * none.
 */
record RegionVpcs(
        String account,
        String region,
        List<Vpc> vpcs,
        List<software.amazon.awssdk.services.ec2.model.NatGateway> gateways,
        List<VpcEndpoint> endpoints) {

    /** Page limit of EC2. */
    private static final int PAGE = 1000;

    private static final String AVAILABLE = "available";

    /** Owner of an endpoint that an AWS service manages. */
    private static final String REQUESTER = "aws:service";

    /** Addresses of gateways in these states may already belong to someone else. */
    private static final Set<NatGatewayState> ENDED_STATES = Set.of(NatGatewayState.DELETED, NatGatewayState.FAILED);

    /** Reads everything of a region, or throws. */
    static RegionVpcs read(Ec2AsyncClient ec2, String account, String region) {
        return new RegionVpcs(
                account,
                region,
                AwsPaginator.readAll(
                        token -> ec2.describeVpcs(
                                request -> request.maxResults(PAGE).nextToken(token)),
                        DescribeVpcsResponse::nextToken,
                        DescribeVpcsResponse::vpcs),
                AwsPaginator.readAll(
                        token -> ec2.describeNatGateways(
                                request -> request.maxResults(PAGE).nextToken(token)),
                        DescribeNatGatewaysResponse::nextToken,
                        DescribeNatGatewaysResponse::natGateways),
                AwsPaginator.readAll(
                        token -> ec2.describeVpcEndpoints(
                                request -> request.maxResults(PAGE).nextToken(token)),
                        DescribeVpcEndpointsResponse::nextToken,
                        DescribeVpcEndpointsResponse::vpcEndpoints));
    }

    /** One signal per VPC, one per NAT gateway, and one per interface endpoint. */
    List<Signal> signals(RegionListing listing) {
        Stream<Signal> ofVpcs = vpcs.stream()
                .map(vpc -> listing.withOwner(arn(vpc.vpcId()).account()).signal(arn(vpc.vpcId()), inventory(vpc)));
        Stream<Signal> ofGateways =
                gateways.stream().map(gateway -> listing.signal(gatewayArn(gateway), inventory(gateway)));
        Stream<Signal> ofEndpoints =
                interfaceEndpoints().map(endpoint -> listing.signal(endpointArn(endpoint), inventory(endpoint)));
        return Stream.of(ofVpcs, ofGateways, ofEndpoints)
                .flatMap(Function.identity())
                .toList();
    }

    /** Those that can carry traffic. */
    List<VpcListing.AvailableGateway> availableGateways() {
        return gateways.stream()
                .filter(gateway -> gateway.state() == NatGatewayState.AVAILABLE && gateway.vpcId() != null)
                .map(gateway -> new VpcListing.AvailableGateway(gatewayArn(gateway), arn(gateway.vpcId())))
                .toList();
    }

    /** Those that can carry traffic. */
    List<VpcListing.AvailableEndpoint> availableEndpoints() {
        return interfaceEndpoints()
                .filter(endpoint -> endpoint.stateAsString() != null
                        && endpoint.stateAsString().toLowerCase(Locale.ROOT).equals(AVAILABLE)
                        && endpoint.vpcId() != null
                        && endpoint.serviceName() != null)
                .map(endpoint -> new VpcListing.AvailableEndpoint(
                        endpointArn(endpoint), endpoint.vpcId(), endpoint.serviceName()))
                .toList();
    }

    /**
     * Interface endpoints of which CloudWatch has metrics: not those that lead to another region, about which no rule can say
     * anything. Source: AWS PrivateLink guide, "CloudWatch metrics for AWS PrivateLink".
     */
    private Stream<VpcEndpoint> interfaceEndpoints() {
        return endpoints.stream()
                .filter(endpoint -> endpoint.vpcEndpointType() == VpcEndpointType.INTERFACE)
                .filter(endpoint -> endpoint.serviceRegion() == null
                        || endpoint.serviceRegion().equals(region));
    }

    /** Possible origins of calls. */
    NetworkListing toListing() {
        Map<String, NetworkLocation.Gateway> byAddress = new HashMap<>();
        activeGateways()
                .forEach(gateway -> addresses(gateway)
                        .forEach(address -> byAddress.put(
                                address, new NetworkLocation.Gateway(gateway.natGatewayId(), arn(gateway.vpcId())))));
        return NetworkListing.ofNetworks(
                        region,
                        byAddress,
                        endpoints.stream().map(VpcEndpoint::vpcEndpointId).collect(Collectors.toSet()))
                .withInterfaces(interfaces())
                .withVpcBlocks(blocks());
    }

    /** NAT gateways that still exist. */
    private Stream<software.amazon.awssdk.services.ec2.model.NatGateway> activeGateways() {
        return gateways.stream().filter(gateway -> !ENDED_STATES.contains(gateway.state()));
    }

    private Inventory inventory(Vpc vpc) {
        return Inventory.newBuilder()
                .setState(textOrEmpty(vpc.stateAsString()))
                .putAllTags(SdkValues.tags(vpc.tags()))
                .addAllNatGateways(gateways.stream()
                        .filter(gateway -> vpc.vpcId().equals(gateway.vpcId()))
                        .map(RegionVpcs::gateway)
                        .toList())
                .addAllEndpoints(endpoints.stream()
                        .filter(endpoint -> vpc.vpcId().equals(endpoint.vpcId()))
                        .map(RegionVpcs::endpoint)
                        .toList())
                .build();
    }

    private Inventory inventory(software.amazon.awssdk.services.ec2.model.NatGateway shown) {
        Inventory.Builder inventory = Inventory.newBuilder()
                .setState(textOrEmpty(shown.stateAsString()))
                .setType(textOrEmpty(shown.connectivityTypeAsString()))
                .putAllTags(SdkValues.tags(shown.tags()))
                .setVpc(textOrEmpty(shown.vpcId()))
                .addAllAddresses(addresses(shown));
        if (shown.vpcId() != null) {
            inventory.setParent(arn(shown.vpcId()).toString());
        }
        if (shown.createTime() != null) {
            inventory.setCreated(shown.createTime().toEpochMilli());
        }
        return inventory.build();
    }

    private Inventory inventory(VpcEndpoint shown) {
        Map<String, String> tags = SdkValues.tags(shown.tags());
        Inventory.Builder inventory = Inventory.newBuilder()
                .setState(textOrEmpty(shown.stateAsString()))
                .setType(textOrEmpty(shown.vpcEndpointTypeAsString()))
                .setService(textOrEmpty(shown.serviceName()))
                .putAllTags(tags)
                .setOwner(owner(shown, tags))
                .setVpc(textOrEmpty(shown.vpcId()))
                .setZones(shown.subnetIds().size());
        if (shown.vpcId() != null) {
            inventory.setParent(arn(shown.vpcId()).toString());
        }
        if (shown.creationTimestamp() != null) {
            inventory.setCreated(shown.creationTimestamp().toEpochMilli());
        }
        return inventory.build();
    }

    /** AWS services create endpoints for the account, which only they can delete. */
    private static String owner(VpcEndpoint shown, Map<String, String> tags) {
        return Boolean.TRUE.equals(shown.requesterManaged()) ? REQUESTER : ResourceController.owner(tags);
    }

    /** EC2 shows an endpoint to the account that owns it, also in a VPC that another account shares. */
    private Arn endpointArn(VpcEndpoint shown) {
        return Arn.vpcEndpoint(region, account, shown.vpcEndpointId());
    }

    /** EC2 shows a NAT gateway to the account that owns it, also in a VPC that another account shares. */
    private Arn gatewayArn(software.amazon.awssdk.services.ec2.model.NatGateway shown) {
        return Arn.natGateway(region, account, shown.natGatewayId());
    }

    /** A shared VPC belongs to another account. */
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
                .setState(textOrEmpty(shown.stateAsString()))
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
                .setType(textOrEmpty(shown.vpcEndpointTypeAsString()))
                .setService(textOrEmpty(shown.serviceName()))
                .setState(textOrEmpty(shown.stateAsString()))
                .build();
    }

    private List<NetworkInterface> interfaces() {
        Stream<NetworkInterface> ofGateways = activeGateways().flatMap(gateway -> ofGateway(region, gateway));
        Stream<NetworkInterface> ofEndpoints = endpoints.stream().flatMap(endpoint -> ofEndpoint(region, endpoint));
        return Stream.concat(ofGateways, ofEndpoints).toList();
    }

    /** Address blocks in CIDR notation, by the id of their VPC. */
    private Map<String, List<String>> blocks() {
        return vpcs.stream().collect(Collectors.toMap(Vpc::vpcId, RegionVpcs::blocks, (one, other) -> one));
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

    private static Stream<NetworkInterface> ofGateway(
            String region, software.amazon.awssdk.services.ec2.model.NatGateway gateway) {
        return gateway.natGatewayAddresses().stream()
                .filter(address -> address.networkInterfaceId() != null && gateway.vpcId() != null)
                .map(address -> new NetworkInterface(
                        address.networkInterfaceId(),
                        region,
                        gateway.vpcId(),
                        "",
                        NetworkInterface.Kind.NAT_GATEWAY,
                        address.publicIp() != null,
                        privateAddresses(address),
                        "natgateway/" + gateway.natGatewayId()));
    }

    private static Set<String> privateAddresses(NatGatewayAddress address) {
        return Stream.of(address)
                .map(NatGatewayAddress::privateIp)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    private static Stream<NetworkInterface> ofEndpoint(String region, VpcEndpoint endpoint) {
        return endpoint.networkInterfaceIds().stream()
                .filter(id -> endpoint.vpcId() != null)
                .map(id -> new NetworkInterface(
                        id,
                        region,
                        endpoint.vpcId(),
                        "",
                        NetworkInterface.Kind.ENDPOINT,
                        false,
                        Set.of(),
                        "vpc-endpoint/" + endpoint.vpcEndpointId()));
    }
}
