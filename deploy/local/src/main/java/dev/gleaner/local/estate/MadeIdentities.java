package dev.gleaner.local.estate;

import java.util.Map;
import java.util.TreeMap;

/** Ids and addresses that follow from an estate's seed. */
final class MadeIdentities {

    private final Estate estate;
    private final Noise noise;
    private final Map<String, String> ids = new TreeMap<>();
    private final Map<String, String> addresses = new TreeMap<>();

    MadeIdentities(Estate estate) {
        this.estate = estate;
        this.noise = Noise.of(estate.seed()).at("instance");
    }

    Identities all() {
        for (Resource resource : estate.resources()) {
            make(resource.name(), "i-");
            address(resource.name());
        }
        estate.vpcs().forEach(this::network);
        return Identities.of(ids, addresses);
    }

    private void network(Vpc vpc) {
        make(vpc.name(), "vpc-");
        for (String nat : vpc.natGateways()) {
            make(nat, "nat-");
            address(nat);
        }
        for (VpcEndpoint endpoint : vpc.endpoints()) {
            if (endpoint.name() != null) {
                make(endpoint.name(), "vpce-");
            }
        }
    }

    private void make(String name, String prefix) {
        ids.put(name, prefix + noise.at(name).hex(17));
    }

    /** Of a range that is kept for documents (RFC 2544), so that it is nobody's. */
    private void address(String name) {
        Noise own = noise.at(name).at("address");
        addresses.put(name, "198.18." + own.below(256, 0) + "." + (1 + own.below(254, 1)));
    }
}
