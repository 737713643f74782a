package dev.gleaner.collector.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {

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
        assertThat(CidrBlockMap.Block.parse(cidr)).isEqualTo(new CidrBlockMap.Block(address(first), address(last)));
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
        assertThatThrownBy(() -> CidrBlockMap.Block.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "cloudtrail.amazonaws.com", "AWS Internal", "localhost", "10.0.0", "10.0.0.256", "1"})
    void shouldLookUpNoNames(String text) {
        assertThat(IpAddress.parse(text)).isEmpty();
    }

    @Test
    void shouldOrderAddressesWithoutASign() {
        assertThat(address("127.255.255.255")).isLessThan(address("128.0.0.0"));
        assertThat(address("7fff::")).isLessThan(address("8000::"));
        assertThat(address("2001:db8::7fff:ffff:ffff:ffff")).isLessThan(address("2001:db8::8000:0:0:0"));
        assertThat(address("255.255.255.255")).isLessThan(address("2001:db8::"));
    }

    static IpAddress address(String text) {
        return IpAddress.parse(text).orElseThrow();
    }
}
