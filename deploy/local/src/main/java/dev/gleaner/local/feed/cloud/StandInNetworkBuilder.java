package dev.gleaner.local.feed.cloud;

import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.kind.EstateVpc;
import dev.gleaner.local.estate.series.EstateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.DomainType;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.NatGateway;
import software.amazon.awssdk.services.ec2.model.NatGatewayAddress;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerTypeEnum;

/** Builds the VPCs of an estate with their NAT gateways, endpoints and load balancers in the AWS stand-in, and keeps their ids. */
final class StandInNetworkBuilder {

    /** Third byte of the addresses of a second subnet, which an Application Load Balancer needs; those of instances come before. */
    private static final int SECOND_SUBNET = 240;

    /** Of a /20 in the third byte of an address. */
    private static final int ADDRESSES_OF_SUBNET = 16;

    private final StandInAwsClients clients;
    private final StandInSeeder standInSeeder;
    private final Map<String, String> ids = new TreeMap<>();
    private final Map<String, String> addresses = new TreeMap<>();
    private final Map<String, EstateIdentities.Interface> interfaces = new TreeMap<>();
    private final Map<String, String> subnets = new TreeMap<>();

    /** By the name of the instance. */
    private final Map<String, String> subnetsOfInstances = new TreeMap<>();

    StandInNetworkBuilder(StandInAwsClients clients, StandInSeeder standInSeeder) {
        this.clients = clients;
        this.standInSeeder = standInSeeder;
    }

    /** Builds the VPCs. Endpoints without a name, such as those that Gleaner created, come last. */
    void build(Estate estate) {
        List<EstateVpc> vpcs = estate.vpcs();
        for (int i = 0; i < vpcs.size(); i++) {
            build(vpcs.get(i), "10." + i % 256 + ".");
            subnets(vpcs.get(i), estate, "10." + i % 256 + ".");
        }
        vpcs.forEach(vpc -> endpoints(vpc, endpoint -> endpoint.name() == null));
    }

    /** Sets when gateways, named endpoints and load balancers were created. */
    static void age(StandInResources created) {
        created.estateTimeline().estate().vpcs().forEach(vpc -> {
            EstateTime since = vpc.created();
            if (since != null) {
                vpc.natGateways().forEach(name -> created.past(vpc, "nat-gateway", created.id(name), since));
                vpc.interfaceEndpoints().forEach(name -> created.past(vpc, "vpc-endpoint", created.id(name), since));
                vpc.loadBalancers().forEach(name -> created.past(vpc, "load-balancer", created.id(name), since));
            }
        });
    }

    /** The subnet of an instance that the flows of a VPC name, in its zone; empty for another instance. */
    Optional<String> subnet(EstateInstance estateInstance) {
        return Optional.ofNullable(subnetsOfInstances.get(estateInstance.name()));
    }

    /** The ids of VPCs, NAT gateways, named endpoints and load balancers by logical name. */
    Map<String, String> ids() {
        return Map.copyOf(ids);
    }

    /** The elastic IP addresses of NAT gateways by logical name, as the stand-in assigned them. */
    Map<String, String> addresses() {
        return Map.copyOf(addresses);
    }

    /** The network interfaces of NAT gateways by logical name, as the stand-in assigned them. */
    Map<String, EstateIdentities.Interface> interfaces() {
        return Map.copyOf(interfaces);
    }

    private void build(EstateVpc vpc, String network) {
        Ec2Client ec2 = clients.ec2(vpc.region());
        standInSeeder.seedFor(vpc.name());
        String id = ec2.createVpc(r ->
                        r.cidrBlock(network + "0.0/16").tagSpecifications(Ec2Tags.of(ResourceType.VPC, vpc.tags())))
                .vpc()
                .vpcId();
        ids.put(vpc.name(), id);
        String subnet = ec2.createSubnet(r -> r.vpcId(id).cidrBlock(network + "0.0/20"))
                .subnet()
                .subnetId();
        subnets.put(vpc.name(), subnet);
        vpc.natGateways().forEach(name -> gateway(ec2, vpc, name, subnet));
        endpoints(vpc, endpoint -> endpoint.name() != null);
        loadBalancers(vpc, network);
    }

    /** In two zones, as Elastic Load Balancing demands. */
    private void loadBalancers(EstateVpc vpc, String network) {
        if (vpc.loadBalancers().isEmpty()) {
            return;
        }
        Ec2Client ec2 = clients.ec2(vpc.region());
        String first = Objects.requireNonNull(subnets.get(vpc.name()));
        String zone =
                ec2.describeSubnets(r -> r.subnetIds(first)).subnets().get(0).availabilityZone();
        String second = ec2.createSubnet(r -> r.vpcId(ids.get(vpc.name()))
                        .availabilityZone(vpc.region() + (zone.endsWith("a") ? "b" : "a"))
                        .cidrBlock(network + SECOND_SUBNET + ".0/20"))
                .subnet()
                .subnetId();
        for (String name : vpc.loadBalancers()) {
            standInSeeder.seedFor(name);
            String arn = clients.client(
                            ElasticLoadBalancingV2Client.class, ElasticLoadBalancingV2Client::builder, vpc.region())
                    .createLoadBalancer(r -> r.name(name)
                            .type(LoadBalancerTypeEnum.APPLICATION)
                            .subnets(first, second)
                            .tags(named(vpc, name).entrySet().stream()
                                    .map(tag ->
                                            software.amazon.awssdk.services.elasticloadbalancingv2.model.Tag.builder()
                                                    .key(tag.getKey())
                                                    .value(tag.getValue())
                                                    .build())
                                    .toList()))
                    .loadBalancers()
                    .get(0)
                    .loadBalancerArn();
            ids.put(name, Arn.parse(arn).id());
        }
    }

    /** A subnet for each zone of the instances of a VPC, which get public addresses as in a default VPC. */
    private void subnets(EstateVpc vpc, Estate estate, String network) {
        Ec2Client ec2 = clients.ec2(vpc.region());
        Map<String, String> byZone = new TreeMap<>();
        for (String name : vpc.instances()) {
            String zone = estate.require(name).zone();
            String subnet = byZone.computeIfAbsent(zone, any -> {
                int number = byZone.size() + 1;
                String id = ec2.createSubnet(r -> r.vpcId(ids.get(vpc.name()))
                                .availabilityZone(zone)
                                .cidrBlock(network + ADDRESSES_OF_SUBNET * number + ".0/20"))
                        .subnet()
                        .subnetId();
                ec2.modifySubnetAttribute(r -> r.subnetId(id).mapPublicIpOnLaunch(value -> value.value(true)));
                return id;
            });
            subnetsOfInstances.put(name, subnet);
        }
    }

    private void endpoints(EstateVpc vpc, Predicate<EstateVpc.Endpoint> which) {
        vpc.endpoints().stream().filter(which).forEach(endpoint -> endpoint(vpc, endpoint));
    }

    /** The tags of a VPC with another name: what is made for it belongs to the same owner. */
    private static Map<String, String> named(EstateVpc vpc, String name) {
        Map<String, String> tags = new TreeMap<>(vpc.tags());
        tags.put("Name", name);
        return tags;
    }

    private void gateway(Ec2Client ec2, EstateVpc vpc, String name, String subnet) {
        standInSeeder.seedFor(name + " address");
        String allocation = ec2.allocateAddress(r -> r.domain(DomainType.VPC)
                        .tagSpecifications(Ec2Tags.of(ResourceType.ELASTIC_IP, named(vpc, name))))
                .allocationId();
        standInSeeder.seedFor(name);
        NatGateway created = ec2.createNatGateway(r -> r.subnetId(subnet)
                        .allocationId(allocation)
                        .tagSpecifications(Ec2Tags.of(ResourceType.NATGATEWAY, named(vpc, name))))
                .natGateway();
        ids.put(name, created.natGatewayId());
        NatGatewayAddress address = ec2.describeNatGateways(r -> r.natGatewayIds(created.natGatewayId()))
                .natGateways()
                .get(0)
                .natGatewayAddresses()
                .get(0);
        addresses.put(name, address.publicIp());
        interfaces.put(name, new EstateIdentities.Interface(address.networkInterfaceId(), address.privateIp()));
    }

    private void endpoint(EstateVpc vpc, EstateVpc.Endpoint endpoint) {
        Ec2Client ec2 = clients.ec2(vpc.region());
        String id = ids.get(vpc.name());
        CreateVpcEndpointRequest.Builder request = CreateVpcEndpointRequest.builder()
                .vpcId(id)
                .vpcEndpointType(endpoint.type().awsName())
                .serviceName(endpoint.serviceName(vpc.region()))
                .tagSpecifications(Ec2Tags.of(ResourceType.VPC_ENDPOINT, tags(vpc, endpoint)));
        if (endpoint.type() == EstateVpc.EndpointType.GATEWAY) {
            request.routeTableIds(routeTables(ec2, vpc));
        } else {
            request.subnetIds(subnets.get(vpc.name()));
        }
        if (endpoint.name() != null) {
            standInSeeder.seedFor(endpoint.name());
        }
        String created = ec2.createVpcEndpoint(request.build()).vpcEndpoint().vpcEndpointId();
        if (endpoint.name() != null) {
            ids.put(endpoint.name(), created);
        }
    }

    /** With its name, as NAT gateways have it. */
    private static Map<String, String> tags(EstateVpc vpc, EstateVpc.Endpoint endpoint) {
        Map<String, String> tags = new TreeMap<>(vpc.tags());
        tags.remove("Name");
        tags.putAll(endpoint.tags());
        if (endpoint.name() != null) {
            tags.putIfAbsent("Name", endpoint.name());
        }
        return tags;
    }

    private List<String> routeTables(Ec2Client ec2, EstateVpc vpc) {
        Filter ofVpc =
                Filter.builder().name("vpc-id").values(ids.get(vpc.name())).build();
        return ec2.describeRouteTables(r -> r.filters(ofVpc)).routeTables().stream()
                .map(RouteTable::routeTableId)
                .toList();
    }
}
