package dev.gleaner.analyzer.profile.inventory;

import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A NAT gateway as listed (stored as JSON; names are never reused).
 *
 * @param state {@code available}, {@code pending}, {@code failed}, ... as EC2 names it
 * @param connectivity {@code public}, {@code private}; empty if not known
 * @param vpc id of its VPC; empty if not known
 * @param created epoch milliseconds; null if not known
 */
public record NatGatewayFacts(
        String account,
        String region,
        Map<String, String> tags,
        String state,
        String connectivity,
        String vpc,
        @Nullable Long created)
        implements InventoryFacts {

    public NatGatewayFacts {
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    /** The facts in a listing. */
    public static NatGatewayFacts of(Signal listing) {
        Inventory inventory = listing.getInventory();
        return new NatGatewayFacts(
                listing.getAccount(),
                listing.getRegion(),
                inventory.getTagsMap(),
                inventory.getState(),
                inventory.getType(),
                inventory.getVpc(),
                inventory.hasCreated() ? inventory.getCreated() : null);
    }
}
