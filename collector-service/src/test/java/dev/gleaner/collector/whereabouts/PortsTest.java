package dev.gleaner.collector.whereabouts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortsTest {

    private final Port first = port("eni-1", "vpc-1", "10.0.0.7", "2001:db8::7");
    private final Port second = port("eni-2", "vpc-2", "10.0.0.7");
    private final Ports ports = Ports.of(List.of(
            Listed.ofInstances("us-east-1", Set.of()).with(List.of(first)),
            Listed.ofInstances("eu-west-3", Set.of()).with(List.of(second)),
            Listed.ofNetworks("us-east-1", Map.of(), Set.of())
                    .within(Map.of("vpc-1", List.of("10.0.0.0/24", "2001:db8::/56")))));

    /** Private addresses are the same in many VPCs. */
    @Test
    void shouldTellWhoseAnAddressIsInAVpc() {
        assertThat(ports.at("vpc-1", "10.0.0.7")).contains(first);
        assertThat(ports.at("vpc-2", "10.0.0.7")).contains(second);
        assertThat(ports.at("vpc-1", "2001:0db8:0::7")).contains(first);
        assertThat(ports.at("vpc-3", "10.0.0.7")).isEmpty();
        assertThat(ports.at("vpc-1", "-")).isEmpty();
        assertThat(ports.port("eni-2")).contains(second);
        assertThat(Ports.has(first, "2001:db8:0:0::7")).isTrue();
        assertThat(Ports.has(second, "10.0.0.8")).isFalse();
    }

    @Test
    void shouldTellWhatLiesInAVpc() {
        assertThat(ports.isIn("vpc-1", "10.0.0.99")).isTrue();
        assertThat(ports.isIn("vpc-1", "2001:db8:0:1::1")).isTrue();
        assertThat(ports.isIn("vpc-1", "10.0.1.1")).isFalse();
        assertThat(ports.isIn("vpc-2", "10.0.0.7")).isTrue();
        assertThat(ports.isIn("vpc-2", "10.0.0.99")).isFalse();
        assertThat(Ports.NONE.isIn("vpc-1", "10.0.0.7")).isFalse();
    }

    private static Port port(String id, String vpc, String... addresses) {
        return new Port(id, "us-east-1", vpc, "us-east-1a", Port.Kind.INSTANCE, false, Set.of(addresses));
    }
}
