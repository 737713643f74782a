package dev.gleaner.collector.network;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressNetwork.IPAddressGenerator;
import io.netty.util.NetUtil;
import java.util.Optional;

/** Parses IP addresses and blocks of them. Names are never resolved. */
final class IpAddressParser {

    private static final IPAddressGenerator ADDRESSES = new IPAddressGenerator();

    private IpAddressParser() {}

    /**
     * The address of a text; empty for any other text, such as a host name. An IPv4 address that is written as one of IPv6 ({@code
     * ::ffff:192.0.2.1}, RFC 4291, 2.5.5.2) is the IPv4 address.
     */
    static Optional<IPAddress> parse(String text) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(text);
        if (bytes == null) {
            return Optional.empty();
        }
        IPAddress address = ADDRESSES.from(bytes);
        return Optional.of(
                address.isIPv6() && address.toIPv6().isIPv4Mapped()
                        ? address.toIPv6().getEmbeddedIPv4Address()
                        : address);
    }

    /** The block of a text such as {@code 198.51.100.0/24}; throws {@link IllegalArgumentException} for any other text. */
    static IPAddress block(String cidr) {
        int slash = cidr.indexOf('/');
        IPAddress first = parse(cidr.substring(0, Math.max(slash, 0)))
                .orElseThrow(() -> new IllegalArgumentException("not a block of addresses: " + cidr));
        int bits = Integer.parseInt(cidr.substring(slash + 1));
        if (bits < 0 || bits > first.getBitCount()) {
            throw new IllegalArgumentException("no such length of a prefix: " + cidr);
        }
        IPAddress block = first.toPrefixBlock(bits);
        if (!block.getLower().withoutPrefixLength().equals(first)) {
            throw new IllegalArgumentException("no block begins at this address: " + cidr);
        }
        return block;
    }
}
