package dev.gleaner.collector.network;

import io.netty.util.NetUtil;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * An IP address as a number of 128 bits; IPv4 is mapped to {@code ::ffff:0:0/96} (RFC 4291, 2.5.5.2).
 *
 * @param high first 64 bits, unsigned
 * @param low last 64 bits, unsigned
 */
record IpAddress(long high, long low) implements Comparable<IpAddress> {

    static final int BITS = 128;
    static final int IPV4_BITS = 32;

    private static final long IPV4 = 0xFFFF_0000_0000L;

    /** Parses an address; empty for any other text, such as a host name, which is not resolved. */
    static Optional<IpAddress> parse(String text) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(text);
        return Optional.ofNullable(bytes).map(IpAddress::of);
    }

    boolean isIpv4() {
        return high == 0 && low >>> IPV4_BITS == IPV4 >>> IPV4_BITS;
    }

    /** The first address with the same prefix. */
    IpAddress first(int prefixBits) {
        return new IpAddress(high & ~highMask(prefixBits), low & ~lowMask(prefixBits));
    }

    /** The last address with the same prefix. */
    IpAddress last(int prefixBits) {
        return new IpAddress(high | highMask(prefixBits), low | lowMask(prefixBits));
    }

    @Override
    public int compareTo(IpAddress other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh == 0 ? Long.compareUnsigned(low, other.low) : byHigh;
    }

    private static IpAddress of(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return bytes.length == Integer.BYTES
                ? new IpAddress(0, IPV4 | Integer.toUnsignedLong(buffer.getInt()))
                : new IpAddress(buffer.getLong(), buffer.getLong());
    }

    private static long highMask(int prefixBits) {
        return prefixBits >= Long.SIZE ? 0 : -1L >>> prefixBits;
    }

    private static long lowMask(int prefixBits) {
        return prefixBits <= Long.SIZE ? -1 : prefixBits == BITS ? 0 : -1L >>> (prefixBits - Long.SIZE);
    }
}
