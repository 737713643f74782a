package dev.gleaner.local.estate;

import dev.gleaner.contracts.resource.Arn;
import java.util.Map;
import java.util.TreeMap;

/** Which instance id each resource of an estate has. */
public final class Identities {

    private final Map<String, String> ids;

    private Identities(Map<String, String> ids) {
        this.ids = new TreeMap<>(ids);
    }

    /** Ids by logical name, as something that launched the instances gave them. */
    public static Identities of(Map<String, String> ids) {
        return new Identities(ids);
    }

    /** Ids made from the estate's seed, where nothing launches instances. */
    public static Identities made(Estate estate) {
        Noise noise = Noise.of(estate.seed()).at("instance");
        Map<String, String> ids = new TreeMap<>();
        estate.resources()
                .forEach(r -> ids.put(r.name(), "i-" + noise.at(r.name()).hex(17)));
        return new Identities(ids);
    }

    /** The instance's id; {@link IllegalArgumentException} when the resource has none. */
    public String id(Resource resource) {
        return id(resource.name());
    }

    /** The instance's ARN. */
    public Arn arn(Resource resource) {
        return Arn.instance(resource.region(), resource.account(), id(resource));
    }

    /** Ids by logical name. */
    public Map<String, String> byName() {
        return Map.copyOf(ids);
    }

    private String id(String name) {
        String id = ids.get(name);
        if (id == null) {
            throw new IllegalArgumentException("no instance id for " + name);
        }
        return id;
    }
}
