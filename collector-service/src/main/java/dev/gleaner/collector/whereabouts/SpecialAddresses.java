package dev.gleaner.collector.whereabouts;

import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Addresses that are not out on the internet, so that they tell nothing of where somebody is. Source: IANA's registries of
 * special-purpose addresses for IPv4 and IPv6 (RFC 6890).
 */
final class SpecialAddresses {

    private static final Blocks BLOCKS = Blocks.of(Stream.of(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "224.0.0.0/3",
                    "::/127",
                    "fc00::/7",
                    "fe80::/10",
                    "ff00::/8")
            .collect(Collectors.<String, Block, String>toMap(Block::parse, Function.identity())));

    private SpecialAddresses() {}

    static boolean contain(Address address) {
        return BLOCKS.at(address).isPresent();
    }
}
