package dev.gleaner.collector.source.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.collector.network.NetworkInterface;
import java.util.Set;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.Instance;

class InstanceMapperTest {

    @Test
    void shouldShowEachInterfaceWithItsPrivateAddresses() {
        Instance instance = Instance.builder()
                .instanceId("i-1")
                .vpcId("vpc-1")
                .publicIpAddress("198.51.100.7")
                .placement(place -> place.availabilityZone("us-east-1b"))
                .networkInterfaces(
                        card -> card.networkInterfaceId("eni-1")
                                .privateIpAddress("10.0.0.7")
                                .privateIpAddresses(address -> address.privateIpAddress("10.0.0.8"))
                                .ipv6Addresses(address -> address.ipv6Address("2001:db8::7")),
                        card -> card.networkInterfaceId("eni-2").privateIpAddress("10.0.1.7"))
                .build();

        assertThat(InstanceMapper.interfaces("us-east-1", instance))
                .containsExactly(
                        port("eni-1", "us-east-1b", true, "10.0.0.7", "10.0.0.8", "2001:db8::7"),
                        port("eni-2", "us-east-1b", true, "10.0.1.7"));
    }

    @Test
    void shouldShowWhatThereIsOfAnInstanceWithoutZoneOrAddress() {
        Instance bare = Instance.builder()
                .instanceId("i-1")
                .vpcId("vpc-1")
                .networkInterfaces(card -> card.networkInterfaceId("eni-1"))
                .build();

        assertThat(InstanceMapper.interfaces("us-east-1", bare)).containsExactly(port("eni-1", "", false));
        assertThat(InstanceMapper.interfaces(
                        "us-east-1", bare.toBuilder().vpcId(null).build()))
                .isEmpty();
    }

    private static NetworkInterface port(String id, String zone, boolean isPublic, String... addresses) {
        return new NetworkInterface(
                id,
                "us-east-1",
                "vpc-1",
                zone,
                NetworkInterface.Kind.INSTANCE,
                isPublic,
                Set.of(addresses),
                "instance/i-1");
    }
}
