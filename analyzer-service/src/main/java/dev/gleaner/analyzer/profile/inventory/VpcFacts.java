package dev.gleaner.analyzer.profile.inventory;

import dev.gleaner.contracts.signal.proto.Endpoint;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.NatGateway;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A VPC as listed (stored as JSON; names are never reused).
 *
 * @param gateways ids of its NAT gateways that are available
 * @param s3Endpoints ids of its gateway endpoints to S3 that are there or about to be
 */
public record VpcFacts(
        String account, String region, Map<String, String> tags, List<String> gateways, List<String> s3Endpoints)
        implements InventoryFacts {

    private static final Set<String> ACTIVE_STATES = Set.of("available", "pending");

    public VpcFacts {
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
        gateways = gateways.stream().sorted().toList();
        s3Endpoints = s3Endpoints.stream().sorted().toList();
    }

    /** The facts in the listing of a VPC. */
    public static VpcFacts of(Signal listing) {
        Inventory inventory = listing.getInventory();
        return new VpcFacts(
                listing.getAccount(),
                listing.getRegion(),
                inventory.getTagsMap(),
                inventory.getNatGatewaysList().stream()
                        .filter(gateway ->
                                gateway.getState().toLowerCase(Locale.ROOT).equals("available"))
                        .map(NatGateway::getId)
                        .toList(),
                inventory.getEndpointsList().stream()
                        .filter(VpcFacts::isS3Gateway)
                        .map(Endpoint::getId)
                        .toList());
    }

    private static boolean isS3Gateway(Endpoint endpoint) {
        return endpoint.getType().equals("Gateway")
                && endpoint.getService().endsWith(".s3")
                && ACTIVE_STATES.contains(endpoint.getState().toLowerCase(Locale.ROOT));
    }
}
