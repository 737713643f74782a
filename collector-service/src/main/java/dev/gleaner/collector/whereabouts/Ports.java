package dev.gleaner.collector.whereabouts;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The network interfaces and the blocks of all listed VPCs. The same private address may be in many of them. */
public final class Ports {

    /** Nothing was listed. */
    public static final Ports NONE = of(List.of());

    private final Map<String, Port> byId;
    private final Map<InVpc, Port> byAddress;
    private final Map<String, Blocks> blocks;

    private Ports(Map<String, Port> byId, Map<InVpc, Port> byAddress, Map<String, Blocks> blocks) {
        this.byId = byId;
        this.byAddress = byAddress;
        this.blocks = blocks;
    }

    static Ports of(Collection<Listed> listings) {
        Map<String, Port> byId = new HashMap<>();
        Map<InVpc, Port> byAddress = new HashMap<>();
        Map<String, Blocks> blocks = new HashMap<>();
        for (Listed listed : listings) {
            for (Port port : listed.ports()) {
                byId.put(port.id(), port);
                parsed(port.addresses()).forEach(address -> byAddress.put(new InVpc(port.vpc(), address), port));
            }
            listed.blocks().forEach((vpc, cidrs) -> blocks.put(vpc, blocks(cidrs)));
        }
        return new Ports(byId, byAddress, blocks);
    }

    /** The interface of this id. */
    public Optional<Port> port(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** Whose address that is in this VPC. */
    public Optional<Port> at(String vpc, String address) {
        return Address.parse(address).map(parsed -> byAddress.get(new InVpc(vpc, parsed)));
    }

    /** Whether an address is one of this VPC, as far as it is known. */
    public boolean isIn(String vpc, String address) {
        Optional<Address> parsed = Address.parse(address);
        Optional<Blocks> known = Optional.ofNullable(blocks.get(vpc));
        return parsed.map(of -> byAddress.get(new InVpc(vpc, of))).isPresent()
                || parsed.flatMap(of -> known.flatMap(all -> all.at(of))).isPresent();
    }

    /** Whether an interface has this address. */
    public static boolean has(Port port, String address) {
        return Address.parse(address)
                .filter(parsed -> parsed(port.addresses()).contains(parsed))
                .isPresent();
    }

    private static List<Address> parsed(Collection<String> addresses) {
        return addresses.stream().map(Address::parse).flatMap(Optional::stream).toList();
    }

    private static Blocks blocks(Collection<String> cidrs) {
        Map<Block, String> blocks = new HashMap<>();
        cidrs.forEach(cidr -> blocks.put(Block.parse(cidr), cidr));
        return Blocks.of(blocks);
    }

    private record InVpc(String vpc, Address address) {}
}
