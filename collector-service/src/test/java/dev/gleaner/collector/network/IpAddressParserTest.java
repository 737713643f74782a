package dev.gleaner.collector.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import inet.ipaddr.IPAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressParserTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.0.0.0, 10.255.255.255",
        "203.0.113.7/32, 203.0.113.7, 203.0.113.7",
        "0.0.0.0/0, 0.0.0.0, 255.255.255.255",
        "2001:db8::/32, 2001:db8::, 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
        "2001:db8:0:1::/64, 2001:db8:0:1::, 2001:db8:0:1:ffff:ffff:ffff:ffff",
        "2001:db8::8000/113, 2001:db8::8000, 2001:db8::ffff",
        "2001:db8::1/128, 2001:db8::1, 2001:db8::1",
        "::/0, ::, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
    })
    void shouldKnowWhereABlockBeginsAndEnds(String cidr, String first, String last) {
        IPAddress block = IpAddressParser.block(cidr);

        assertThat(block.getLower().withoutPrefixLength()).isEqualTo(address(first));
        assertThat(block.getUpper().withoutPrefixLength()).isEqualTo(address(last));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.0.0.0",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.1/8",
                "2001:db8::/129",
                "host/8",
                "/8",
                "10.0.0.0/x"
            })
    void shouldRefuseWhatIsNoBlock(String text) {
        assertThatThrownBy(() -> IpAddressParser.block(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "cloudtrail.amazonaws.com", "AWS Internal", "localhost", "10.0.0", "10.0.0.256", "1"})
    void shouldLookUpNoNames(String text) {
        assertThat(IpAddressParser.parse(text)).isEmpty();
    }

    @Test
    void shouldTakeAnIpv4AddressInIpv6ForItself() {
        assertThat(address("::ffff:192.0.2.1")).isEqualTo(address("192.0.2.1"));
    }

    static IPAddress address(String text) {
        return IpAddressParser.parse(text).orElseThrow();
    }
}
