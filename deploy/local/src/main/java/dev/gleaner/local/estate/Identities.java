package dev.gleaner.local.estate;

import dev.gleaner.contracts.resource.Arn;
import java.util.Map;
import java.util.TreeMap;

/** Which id each instance, VPC, NAT gateway and endpoint of an estate has, and from which address it calls. */
public final class Identities {

    private final Map<String, String> ids;
    private final Map<String, String> addresses;

    private Identities(Map<String, String> ids, Map<String, String> addresses) {
        this.ids = new TreeMap<>(ids);
        this.addresses = new TreeMap<>(addresses);
    }

    /** Ids by logical name, as something that launched the instances gave them. */
    public static Identities of(Map<String, String> ids) {
        return new Identities(ids, Map.of());
    }

    /** Ids and addresses by logical name, as they were given. */
    public static Identities of(Map<String, String> ids, Map<String, String> addresses) {
        return new Identities(ids, addresses);
    }

    /** Ids and addresses made from the estate's seed, where nothing launches instances. */
    public static Identities made(Estate estate) {
        return new MadeIdentities(estate).all();
    }

    /** The instance's id; {@link IllegalArgumentException} when the resource has none. */
    public String id(Resource resource) {
        return id(resource.name());
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
    public Arn arn(Resource resource) {
        return Arn.instance(resource.region(), resource.account(), id(resource));
    }

    /** The VPC's ARN. */
    public Arn arn(Vpc vpc) {
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
}
