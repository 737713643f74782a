package dev.gleaner.collector.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InterfaceIndexTest {

    private final NetworkInterface first = port("eni-1", "vpc-1", "10.0.0.7", "2001:db8::7");
    private final NetworkInterface second = port("eni-2", "vpc-2", "10.0.0.7");
    private final InterfaceIndex interfaceIndex = InterfaceIndex.of(List.of(
            NetworkListing.ofInstances("us-east-1", Set.of()).withInterfaces(List.of(first)),
            NetworkListing.ofInstances("eu-west-3", Set.of()).withInterfaces(List.of(second)),
            NetworkListing.ofNetworks("us-east-1", Map.of(), Set.of())
                    .withVpcBlocks(Map.of("vpc-1", List.of("10.0.0.0/24", "2001:db8::/56")))));

    /** Private addresses are the same in many VPCs. */
    @Test
    void shouldTellWhoseAnAddressIsInAVpc() {
        assertThat(interfaceIndex.byAddress("vpc-1", "10.0.0.7")).contains(first);
        assertThat(interfaceIndex.byAddress("vpc-2", "10.0.0.7")).contains(second);
        assertThat(interfaceIndex.byAddress("vpc-1", "2001:0db8:0::7")).contains(first);
        assertThat(interfaceIndex.byAddress("vpc-3", "10.0.0.7")).isEmpty();
        assertThat(interfaceIndex.byAddress("vpc-1", "-")).isEmpty();
        assertThat(interfaceIndex.byId("eni-2")).contains(second);
        assertThat(InterfaceIndex.hasAddress(first, "2001:db8:0:0::7")).isTrue();
        assertThat(InterfaceIndex.hasAddress(second, "10.0.0.8")).isFalse();
    }

    @Test
    void shouldTellWhatLiesInAVpc() {
        assertThat(interfaceIndex.isInVpc("vpc-1", "10.0.0.99")).isTrue();
        assertThat(interfaceIndex.isInVpc("vpc-1", "2001:db8:0:1::1")).isTrue();
        assertThat(interfaceIndex.isInVpc("vpc-1", "10.0.1.1")).isFalse();
        assertThat(interfaceIndex.isInVpc("vpc-2", "10.0.0.7")).isTrue();
        assertThat(interfaceIndex.isInVpc("vpc-2", "10.0.0.99")).isFalse();
        assertThat(InterfaceIndex.NONE.isInVpc("vpc-1", "10.0.0.7")).isFalse();
    }

    private static NetworkInterface port(String id, String vpc, String... addresses) {
        return new NetworkInterface(
                id,
                "us-east-1",
                vpc,
                "us-east-1a",
                NetworkInterface.Kind.INSTANCE,
                false,
                Set.of(addresses),
                "instance/i-1");
    }
}
