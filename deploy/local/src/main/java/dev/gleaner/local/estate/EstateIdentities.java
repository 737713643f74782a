package dev.gleaner.local.estate;

import dev.gleaner.contracts.resource.Arn;
import java.util.Map;
import java.util.TreeMap;

/** Which id each instance, VPC, NAT gateway and endpoint of an estate has, and from which address it calls. */
public final class EstateIdentities {

    private final Map<String, String> ids;
    private final Map<String, String> addresses;

    private EstateIdentities(Map<String, String> ids, Map<String, String> addresses) {
        this.ids = new TreeMap<>(ids);
        this.addresses = new TreeMap<>(addresses);
    }

    /** Ids by logical name, as something that launched the instances gave them. */
    public static EstateIdentities of(Map<String, String> ids) {
        return new EstateIdentities(ids, Map.of());
    }

    /** Ids and addresses by logical name, as they were given. */
    public static EstateIdentities of(Map<String, String> ids, Map<String, String> addresses) {
        return new EstateIdentities(ids, addresses);
    }

    /** Ids and addresses made from the estate's seed, where nothing launches instances. */
    public static EstateIdentities made(Estate estate) {
        return new SeededIdentities(estate).all();
    }

    /** The instance's id; {@link IllegalArgumentException} when the resource has none. */
    public String id(EstateInstance estateInstance) {
        return id(estateInstance.name());
    }

    /** The id of that name; {@link IllegalArgumentException} when there is none. */
    public String id(String name) {
        return found(ids, name, "id");
    }

    /** The address from which a name calls AWS; {@link IllegalArgumentException} when it has none. */
    public String address(String name) {
        return found(addresses, name, "address");
    }

    /** The instance's ARN. */
    public Arn arn(EstateInstance estateInstance) {
        return Arn.instance(estateInstance.region(), estateInstance.account(), id(estateInstance));
    }

    /** The VPC's ARN. */
    public Arn arn(EstateVpc vpc) {
        return Arn.vpc(vpc.region(), vpc.account(), id(vpc.name()));
    }

    /** Ids by logical name. */
    public Map<String, String> byName() {
        return Map.copyOf(ids);
    }

    private static String found(Map<String, String> values, String name, String what) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no " + what + " for " + name);
        }
        return value;
    }

    /** Ids and addresses that follow from an estate's seed. */
    static final class SeededIdentities {

        private final Estate estate;
        private final SeededRandom seededRandom;
        private final Map<String, String> ids = new TreeMap<>();
        private final Map<String, String> addresses = new TreeMap<>();

        SeededIdentities(Estate estate) {
            this.estate = estate;
            this.seededRandom = SeededRandom.of(estate.seed()).derive("instance");
        }

        EstateIdentities all() {
            for (EstateInstance estateInstance : estate.resources()) {
                make(estateInstance.name(), "i-");
                address(estateInstance.name());
            }
            estate.vpcs().forEach(this::network);
            return EstateIdentities.of(ids, addresses);
        }

        private void network(EstateVpc vpc) {
            make(vpc.name(), "vpc-");
            for (String nat : vpc.natGateways()) {
                make(nat, "nat-");
                address(nat);
            }
            for (EstateVpc.Endpoint endpoint : vpc.endpoints()) {
                if (endpoint.name() != null) {
                    make(endpoint.name(), "vpce-");
                }
            }
        }

        private void make(String name, String prefix) {
            ids.put(name, prefix + seededRandom.derive(name).hex(17));
        }

        /** Of a range that is kept for documents (RFC 2544), so that it is nobody's. */
        private void address(String name) {
            SeededRandom own = seededRandom.derive(name).derive("address");
            addresses.put(name, "198.18." + own.below(256, 0) + "." + (1 + own.below(254, 1)));
        }
    }
}
