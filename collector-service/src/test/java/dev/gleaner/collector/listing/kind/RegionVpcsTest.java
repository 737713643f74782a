package dev.gleaner.collector.listing.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.gleaner.collector.listing.RegionListing;
import dev.gleaner.collector.network.NetworkLocation;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.NatGateway;
import software.amazon.awssdk.services.ec2.model.NatGatewayAddress;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.Vpc;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;

class RegionVpcsTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final RegionVpcs networks = new RegionVpcs(
            "111122223333",
            "eu-west-3",
            List.of(vpc("vpc-1", "111122223333"), vpc("vpc-shared", "444455556666")),
            List.of(
                    gateway(
                            "nat-1",
                            "vpc-1",
                            "available",
                            address("198.51.100.9", "10.0.0.9"),
                            address(null, "10.0.0.10")),
                    gateway("nat-2", "vpc-shared", "deleting", address("198.51.100.10", "10.1.0.9")),
                    gateway("nat-3", "vpc-1", "deleted", address("198.51.100.11", "10.0.0.11")),
                    gateway("nat-4", "vpc-1", "failed", address("198.51.100.12", "10.0.0.12"))),
            List.of(
                    VpcEndpoint.builder()
                            .vpcEndpointId("vpce-1")
                            .vpcId("vpc-1")
                            .vpcEndpointType("Gateway")
                            .serviceName("com.amazonaws.eu-west-3.s3")
                            .state("available")
                            .build(),
                    endpoint("vpce-2", "available")
                            .subnetIds("subnet-a", "subnet-b")
                            .tags(Tag.builder().key("team").value("vision").build())
                            .build(),
                    endpoint("vpce-3", "deleting").build(),
                    endpoint("vpce-4", "available").serviceRegion("us-east-1").build(),
                    endpoint("vpce-5", "Available")
                            .serviceRegion("eu-west-3")
                            .requesterManaged(true)
                            .build()));

    @Test
    void shouldShowEachVpcWithItsOwnGatewaysAndEndpoints() {
        List<Signal> signals =
                networks.signals(new RegionListing("inventory-networks", "place", "111122223333", "eu-west-3", NOW));

        assertThat(signals)
                .extracting(Signal::getResource)
                .containsExactly(
                        "arn:aws:ec2:eu-west-3:111122223333:vpc/vpc-1",
                        "arn:aws:ec2:eu-west-3:444455556666:vpc/vpc-shared",
                        "arn:aws:ec2:eu-west-3:111122223333:natgateway/nat-1",
                        "arn:aws:ec2:eu-west-3:111122223333:natgateway/nat-2",
                        "arn:aws:ec2:eu-west-3:111122223333:natgateway/nat-3",
                        "arn:aws:ec2:eu-west-3:111122223333:natgateway/nat-4",
                        "arn:aws:ec2:eu-west-3:111122223333:vpc-endpoint/vpce-2",
                        "arn:aws:ec2:eu-west-3:111122223333:vpc-endpoint/vpce-3",
                        "arn:aws:ec2:eu-west-3:111122223333:vpc-endpoint/vpce-5");
        Inventory first = signals.get(0).getInventory();
        assertThat(first.getNatGatewaysList())
                .extracting(gateway -> gateway.getId() + " " + gateway.getState())
                .containsExactly("nat-1 available", "nat-3 deleted", "nat-4 failed");
        assertThat(first.getNatGateways(0).getAddressesList()).containsExactly("10.0.0.10", "10.0.0.9", "198.51.100.9");
        assertThat(first.getEndpointsCount()).isEqualTo(5);
        assertThat(signals.get(1).getInventory().getEndpointsCount()).isZero();
        assertThat(signals.get(1).getAccount()).isEqualTo("444455556666");
        assertThat(signals).allMatch(signal -> signal.getObservedAt() == NOW.toEpochMilli());
    }

    @Test
    void shouldShowEachGatewayByItself() {
        Signal first = networks.signals(
                        new RegionListing("inventory-networks", "place", "111122223333", "eu-west-3", NOW))
                .get(2);

        assertThat(first.getAccount()).isEqualTo("111122223333");
        Inventory inventory = first.getInventory();
        assertThat(inventory.getState()).isEqualTo("available");
        assertThat(inventory.getType()).isEqualTo("public");
        assertThat(inventory.getVpc()).isEqualTo("vpc-1");
        assertThat(inventory.getParent()).isEqualTo("arn:aws:ec2:eu-west-3:111122223333:vpc/vpc-1");
        assertThat(inventory.getCreated()).isEqualTo(NOW.minusSeconds(60).toEpochMilli());
        assertThat(inventory.getTagsMap()).containsExactly(entry("team", "vision"));
        assertThat(inventory.getAddressesList()).contains("198.51.100.9");
    }

    @Test
    void shouldShowEachInterfaceEndpointByItself() {
        List<Signal> signals =
                networks.signals(new RegionListing("inventory-networks", "place", "111122223333", "eu-west-3", NOW));

        Inventory second = signals.get(6).getInventory();
        assertThat(second.getState()).isEqualTo("available");
        assertThat(second.getType()).isEqualTo("Interface");
        assertThat(second.getService()).isEqualTo("com.amazonaws.eu-west-3.ecr.api");
        assertThat(second.getVpc()).isEqualTo("vpc-1");
        assertThat(second.getParent()).isEqualTo("arn:aws:ec2:eu-west-3:111122223333:vpc/vpc-1");
        assertThat(second.getZones()).isEqualTo(2);
        assertThat(second.getCreated()).isEqualTo(NOW.minusSeconds(60).toEpochMilli());
        assertThat(second.getTagsMap()).containsExactly(entry("team", "vision"));
        assertThat(second.getOwner()).isEmpty();
        assertThat(signals.get(8).getInventory().getOwner()).isEqualTo("aws:service");
    }

    /** CloudWatch has no metrics of an endpoint that leads to another region. */
    @Test
    void shouldRequestMetricsOfAvailableEndpointsOfTheRegionOnly() {
        assertThat(networks.availableEndpoints())
                .extracting(endpoint -> endpoint.arn().id() + " " + endpoint.vpc() + " " + endpoint.service())
                .containsExactly(
                        "vpce-2 vpc-1 com.amazonaws.eu-west-3.ecr.api", "vpce-5 vpc-1 com.amazonaws.eu-west-3.ecr.api");
    }

    /** The others have no metrics any more, or not yet. */
    @Test
    void shouldRequestMetricsOfAvailableGatewaysOnly() {
        assertThat(networks.availableGateways())
                .containsExactly(new VpcListing.AvailableGateway(
                        Arn.natGateway("eu-west-3", "111122223333", "nat-1"),
                        Arn.vpc("eu-west-3", "111122223333", "vpc-1")));
    }

    /** What was given back may be somebody else's already. */
    @Test
    void shouldFindCallersByTheGatewaysThatThereAre() {
        NetworkLocation.Gateway first =
                new NetworkLocation.Gateway("nat-1", Arn.vpc("eu-west-3", "111122223333", "vpc-1"));
        NetworkLocation.Gateway second =
                new NetworkLocation.Gateway("nat-2", Arn.vpc("eu-west-3", "444455556666", "vpc-shared"));

        assertThat(networks.toListing().region()).isEqualTo("eu-west-3");
        assertThat(networks.toListing().endpoints())
                .containsExactlyInAnyOrder("vpce-1", "vpce-2", "vpce-3", "vpce-4", "vpce-5");
        assertThat(networks.toListing().gateways())
                .containsOnly(
                        entry("198.51.100.9", first),
                        entry("10.0.0.9", first),
                        entry("10.0.0.10", first),
                        entry("198.51.100.10", second),
                        entry("10.1.0.9", second));
    }

    private static VpcEndpoint.Builder endpoint(String id, String state) {
        return VpcEndpoint.builder()
                .vpcEndpointId(id)
                .vpcId("vpc-1")
                .vpcEndpointType("Interface")
                .serviceName("com.amazonaws.eu-west-3.ecr.api")
                .state(state)
                .creationTimestamp(NOW.minusSeconds(60));
    }

    private static Vpc vpc(String id, String owner) {
        return Vpc.builder().vpcId(id).ownerId(owner).state("available").build();
    }

    private static NatGateway gateway(String id, String vpc, String state, NatGatewayAddress... addresses) {
        return NatGateway.builder()
                .natGatewayId(id)
                .vpcId(vpc)
                .state(state)
                .connectivityType("public")
                .createTime(NOW.minusSeconds(60))
                .tags(Tag.builder().key("team").value("vision").build())
                .natGatewayAddresses(Arrays.asList(addresses))
                .build();
    }

    private static NatGatewayAddress address(String publicIp, String privateIp) {
        return NatGatewayAddress.builder()
                .publicIp(publicIp)
                .privateIp(privateIp)
                .build();
    }
}
