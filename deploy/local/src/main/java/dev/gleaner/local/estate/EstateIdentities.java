package dev.gleaner.local.estate;

import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.kind.EstateKind;
import dev.gleaner.local.estate.kind.EstateResource;
import dev.gleaner.local.estate.kind.KindRegistry;
import dev.gleaner.local.estate.series.SeededRandom;
import java.util.Map;
import java.util.TreeMap;

/**
 * The id of each instance, Auto Scaling group, VPC, NAT gateway, endpoint, load balancer, volume, address, snapshot and inference profile of an estate, and the address
 * from which it calls AWS.
 */
public final class EstateIdentities {

    private final Map<String, String> ids;
    private final Map<String, String> addresses;
    private final Map<String, Interface> interfaces;

    private EstateIdentities(
            Map<String, String> ids, Map<String, String> addresses, Map<String, Interface> interfaces) {
        this.ids = new TreeMap<>(ids);
        this.addresses = new TreeMap<>(addresses);
        this.interfaces = new TreeMap<>(interfaces);
    }

    /**
     * The network interface of an instance or a NAT gateway.
     *
     * @param address its private address
     */
    public record Interface(String id, String address) {}

    /** All of them, in a form that can be stored. */
    public record Assigned(Map<String, String> ids, Map<String, String> addresses, Map<String, Interface> interfaces) {

        public Assigned {
            ids = Map.copyOf(ids);
            addresses = Map.copyOf(addresses);
            interfaces = Map.copyOf(interfaces);
        }

        /** The identities. */
        public EstateIdentities identities() {
            return new EstateIdentities(ids, addresses, interfaces);
        }
    }

    /** These identities in a form that can be stored. */
    public Assigned assigned() {
        return new Assigned(ids, addresses, interfaces);
    }

    /** Ids by logical name, as assigned at the launch of the instances. */
    public static EstateIdentities of(Map<String, String> ids) {
        return new EstateIdentities(ids, Map.of(), Map.of());
    }

    /** Ids and addresses by logical name, as assigned. */
    public static EstateIdentities of(Map<String, String> ids, Map<String, String> addresses) {
        return new EstateIdentities(ids, addresses, Map.of());
    }

    /** Ids, addresses and network interfaces by logical name, as assigned. */
    public static EstateIdentities of(
            Map<String, String> ids, Map<String, String> addresses, Map<String, Interface> interfaces) {
        return new EstateIdentities(ids, addresses, interfaces);
    }

    /** Ids and addresses generated from the seed of the estate, for runs that launch no instances. */
    public static EstateIdentities made(Estate estate) {
        return new SeededIdentities(estate).all();
    }

    /** The id of an instance; {@link IllegalArgumentException} when it has none. */
    public String id(EstateInstance estateInstance) {
        return id(estateInstance.name());
    }

    /** The id of a name; {@link IllegalArgumentException} when it has none. */
    public String id(String name) {
        return found(ids, name, "id");
    }

    /** The address from which a name calls AWS; {@link IllegalArgumentException} when it has none. */
    public String address(String name) {
        return found(addresses, name, "address");
    }

    /** The network interface of an instance or a NAT gateway; {@link IllegalArgumentException} when it has none. */
    public Interface networkInterface(String name) {
        return found(interfaces, name, "network interface");
    }

    /** The ARN of a resource of its kind. */
    public <R extends EstateResource> Arn arn(EstateKind<R> kind, R resource) {
        return kind.arn(resource, resource.name(), this::id);
    }

    /** The ARN of an instance. */
    public Arn arn(EstateInstance estateInstance) {
        return arn(KindRegistry.INSTANCES, estateInstance);
    }

    /** Ids by logical name. */
    public Map<String, String> byName() {
        return Map.copyOf(ids);
    }

    private static <T> T found(Map<String, T> values, String name, String what) {
        T value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no " + what + " for " + name);
        }
        return value;
    }

    /** Ids and addresses generated from the seed of an estate. */
    static final class SeededIdentities {

        /** Of instances, and as many others of NAT gateways. */
        private static final int SUBNETS = 16;

        private final Estate estate;
        private final SeededRandom seededRandom;
        private final Map<String, String> ids = new TreeMap<>();
        private final Map<String, String> addresses = new TreeMap<>();
        private final Map<String, Interface> interfaces = new TreeMap<>();

        SeededIdentities(Estate estate) {
            this.estate = estate;
            this.seededRandom = SeededRandom.of(estate.seed()).derive("instance");
        }

        EstateIdentities all() {
            KindRegistry.all().forEach(this::make);
            estate.instances().forEach(instance -> networkInterface(instance.name(), 0));
            estate.vpcs().forEach(vpc -> vpc.natGateways().forEach(name -> networkInterface(name, SUBNETS)));
            return EstateIdentities.of(ids, addresses, interfaces);
        }

        private <R extends EstateResource> void make(EstateKind<R> kind) {
            for (R resource : estate.all(kind)) {
                ids.putAll(kind.madeIds(resource, seededRandom));
                kind.addressed(resource).forEach(this::address);
            }
        }

        /** Assigns an address of one of the subnets from this one on. */
        private void networkInterface(String name, int firstSubnet) {
            SeededRandom own = seededRandom.derive(name).derive("interface");
            int subnet = firstSubnet + own.below(SUBNETS, 0);
            interfaces.put(name, new Interface("eni-" + own.hex(17), "10.0." + subnet + "." + (4 + own.below(250, 1))));
        }

        /** Assigns an address of the range that RFC 2544 reserves for tests, so that it belongs to nobody. */
        private void address(String name) {
            SeededRandom own = seededRandom.derive(name).derive("address");
            addresses.put(name, "198.18." + own.below(256, 0) + "." + (1 + own.below(254, 1)));
        }
    }
}
