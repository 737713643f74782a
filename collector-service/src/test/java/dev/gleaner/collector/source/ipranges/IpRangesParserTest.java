package dev.gleaner.collector.source.ipranges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.collector.Bytes;
import dev.gleaner.collector.network.NetworkLocator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IpRangesParserTest {

    @Test
    void shouldReadBothKindsOfAddresses() throws Exception {
        NetworkLocator networkLocator = new NetworkLocator();
        networkLocator.replace(IpRangesParser.read(Bytes.ofResource("ranges/ip-ranges.json")));

        assertThat(networkLocator.locate("", "198.51.100.77").region()).contains("eu-west-3");
        assertThat(networkLocator.locate("", "2001:db8:1::5").region()).contains("us-east-1");
        assertThat(networkLocator.locate("", "198.51.100.130").region()).isEmpty();
        assertThat(networkLocator.locate("", "203.0.113.1").region()).contains("internet");
    }

    /** A part of it would make readers in AWS look like readers on the internet. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "null",
                "{\"prefixes\":[{\"ip_prefix\":\"198.51.100.0/25\",\"region\":\"eu-west-3\"}]}",
                "{\"prefixes\":[{\"ip_prefix\":\"198.51.100.0/25\"}],\"ipv6_prefixes\":[{\"ipv6_prefix\":\"::/1\",\"region\":\"x\"}]}",
                "{\"prefixes\":[{\"ip_prefix\":\"somewhere\",\"region\":\"x\"}],\"ipv6_prefixes\":[{\"ipv6_prefix\":\"::/1\",\"region\":\"x\"}]}"
            })
    void shouldReadAllOfItOrNothing(String json) {
        assertThatThrownBy(() -> IpRangesParser.read(json.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldRefuseWhatWasCutOff() {
        byte[] half = "{\"prefixes\":[{\"ip_pre".getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> IpRangesParser.read(half)).isInstanceOf(IOException.class);
    }
}
