package dev.gleaner.collector.whereabouts;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** All listings in one. */
record Index(Map<Address, Location> addresses, Map<String, String> endpoints) {

    static final Index EMPTY = new Index(Map.of(), Map.of());

    static Index of(Collection<Listed> listings) {
        Map<Address, Location> addresses = new HashMap<>();
        Map<String, String> endpoints = new HashMap<>();
        for (Listed listed : listings) {
            Location region = Location.in(listed.region());
            listed.addresses().forEach(address -> put(addresses, address, region));
            listed.gateways()
                    .forEach((address, gateway) ->
                            put(addresses, address, new Location(region.region(), Optional.of(gateway))));
            listed.endpoints().forEach(endpoint -> endpoints.put(endpoint, listed.region()));
        }
        return new Index(addresses, endpoints);
    }

    private static void put(Map<Address, Location> addresses, String text, Location location) {
        Address.parse(text).ifPresent(address -> addresses.merge(address, location, Location::and));
    }
}
