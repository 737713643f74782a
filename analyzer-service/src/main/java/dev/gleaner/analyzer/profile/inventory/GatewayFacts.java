package dev.gleaner.analyzer.profile.inventory;

import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A NAT gateway, interface endpoint or load balancer as listed (stored as JSON; names are never reused).
 *
 * @param tags all of them; null where they could not be read
 * @param state {@code available}, {@code active}, {@code pending}, {@code failed}, ... as AWS names it
 * @param connectivity of a NAT gateway {@code public} or {@code private}; empty if not known, and of others
 * @param vpc id of its VPC; empty if not known
 * @param created epoch milliseconds; null if not known
 * @param zones Availability Zones in which it has a network interface; null if not known
 * @param owner the controller that would create it again, {@code eks:NAME}; empty if none; null in rows of earlier releases
 * @param service of an interface endpoint, {@code com.amazonaws.REGION.NAME}; empty if not known, and of others; null in rows of
 *     earlier releases
 */
public record GatewayFacts(
        String account,
        String region,
        @Nullable Map<String, String> tags,
        String state,
        String connectivity,
        String vpc,
        @Nullable Long created,
        @Nullable Integer zones,
        @Nullable String owner,
        @Nullable String service)
        implements InventoryFacts {

    public GatewayFacts {
        tags = tags == null ? null : Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    /** The facts in a listing. */
    public static GatewayFacts of(Signal listing, GatewayType type) {
        Inventory inventory = listing.getInventory();
        boolean isNatGateway = type == GatewayType.NAT_GATEWAY;
        return new GatewayFacts(
                listing.getAccount(),
                listing.getRegion(),
                InventoryFacts.tags(inventory),
                inventory.getState(),
                isNatGateway ? inventory.getType() : "",
                inventory.getVpc(),
                inventory.hasCreated() ? inventory.getCreated() : null,
                inventory.hasZones() ? inventory.getZones() : null,
                inventory.getOwner(),
                type == GatewayType.INTERFACE_ENDPOINT ? inventory.getService() : "");
    }
}
