package dev.gleaner.local.estate;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A VPC of an estate.
 *
 * @param name logical name, unique in the estate; the stand-in decides the id
 * @param account twelve digits
 * @param natGateways logical names of its NAT gateways, each with an elastic address
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Vpc(
        String name,
        String account,
        String region,
        Map<String, String> tags,
        List<String> natGateways,
        List<VpcEndpoint> endpoints) {

    public Vpc {
        account = account == null ? Resource.DEFAULT_ACCOUNT : account;
        tags = tags == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(tags));
        natGateways = natGateways == null ? List.of() : List.copyOf(natGateways);
        endpoints = endpoints == null ? List.of() : List.copyOf(endpoints);
    }

    /** The same, with its logical name as its tag {@code Name} unless it has one. */
    Vpc withNameTag() {
        Map<String, String> named = new TreeMap<>(tags);
        named.putIfAbsent("Name", name);
        return new Vpc(name, account, region, named, natGateways, endpoints);
    }

    /** The same with other endpoints. */
    public Vpc withEndpoints(List<VpcEndpoint> others) {
        return new Vpc(name, account, region, tags, natGateways, others);
    }
}
