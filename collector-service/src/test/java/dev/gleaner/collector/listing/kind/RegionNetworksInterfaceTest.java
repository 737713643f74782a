package dev.gleaner.collector.listing.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.gleaner.collector.network.NetworkInterface;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.NatGateway;
import software.amazon.awssdk.services.ec2.model.Vpc;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;

class RegionNetworksInterfaceTest {

    private final RegionVpcs networks = new RegionVpcs(
            "111122223333",
            "eu-west-3",
            List.of(Vpc.builder()
                    .vpcId("vpc-1")
                    .cidrBlock("10.0.0.0/16")
                    .cidrBlockAssociationSet(
                            block -> block.cidrBlock("10.0.0.0/16"), block -> block.cidrBlock("10.7.0.0/16"))
                    .ipv6CidrBlockAssociationSet(block -> block.ipv6CidrBlock("2001:db8::/56"))
                    .build()),
            List.of(
                    gateway("nat-1", "available", "eni-1", "10.0.0.9"),
                    gateway("nat-2", "deleted", "eni-2", "10.0.0.10")),
            List.of(
                    VpcEndpoint.builder()
                            .vpcEndpointId("vpce-1")
                            .vpcId("vpc-1")
                            .networkInterfaceIds("eni-3", "eni-4")
                            .build(),
                    VpcEndpoint.builder().vpcEndpointId("vpce-2").vpcId("vpc-1").build()));

    @Test
    void shouldShowTheInterfacesOfWhatThereIs() {
        assertThat(networks.toListing().interfaces())
                .containsExactly(
                        new NetworkInterface(
                                "eni-1",
                                "eu-west-3",
                                "vpc-1",
                                "",
                                NetworkInterface.Kind.NAT_GATEWAY,
                                true,
                                Set.of("10.0.0.9"),
                                "natgateway/nat-1"),
                        ofEndpoint("eni-3"),
                        ofEndpoint("eni-4"));
    }

    @Test
    void shouldShowTheBlocksOfEachVpc() {
        assertThat(networks.toListing().blocks())
                .containsOnly(entry("vpc-1", List.of("10.0.0.0/16", "10.7.0.0/16", "2001:db8::/56")));
    }

    private static NatGateway gateway(String id, String state, String port, String address) {
        return NatGateway.builder()
                .natGatewayId(id)
                .vpcId("vpc-1")
                .state(state)
                .natGatewayAddresses(
                        one -> one.networkInterfaceId(port).privateIp(address).publicIp("198.51.100.9"))
                .build();
    }

    private static NetworkInterface ofEndpoint(String id) {
        return new NetworkInterface(
                id, "eu-west-3", "vpc-1", "", NetworkInterface.Kind.ENDPOINT, false, Set.of(), "vpc-endpoint/vpce-1");
    }
}
