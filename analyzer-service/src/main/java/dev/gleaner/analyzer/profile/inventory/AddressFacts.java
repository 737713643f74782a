package dev.gleaner.analyzer.profile.inventory;

import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * An Elastic IP address as listed (stored as JSON; names are never reused).
 *
 * @param address the address itself; empty if not known
 * @param pool {@code amazon}, or the id of the customer's own pool; empty if not known
 * @param owner the controller or service that manages it; empty if none
 * @param parent ARN of the instance or network interface that uses it; empty if none
 */
public record AddressFacts(
        String account,
        String region,
        Map<String, String> tags,
        String address,
        String pool,
        String owner,
        String parent)
        implements UsedFacts {

    public AddressFacts {
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    /** The facts in a listing. */
    public static AddressFacts of(Signal listing) {
        Inventory inventory = listing.getInventory();
        return new AddressFacts(
                listing.getAccount(),
                listing.getRegion(),
                inventory.getTagsMap(),
                inventory.getAddressesCount() == 0 ? "" : inventory.getAddresses(0),
                inventory.getType(),
                inventory.getOwner(),
                inventory.getParent());
    }

    @Override
    public boolean inUse() {
        return !parent.isEmpty();
    }
}
