package dev.gleaner.analyzer.profile.inventory;

import dev.gleaner.analyzer.profile.training.HostLaunch;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An instance that may train models, or an Auto Scaling group, as listed (stored as JSON; names are never reused).
 *
 * @param state of an instance, {@code running}, ...; of a group that of its deletion, empty if it is not being deleted
 * @param launch of an instance; null of a group, whose listing does not tell it
 * @param created epoch milliseconds; null if not known
 * @param owner the controller that would restore it; empty if none
 * @param mixed whether it is a group with a mixed instances policy
 */
public record TrainingHostFacts(
        String account,
        String region,
        @Nullable Map<String, String> tags,
        String state,
        @Nullable HostLaunch launch,
        @Nullable Long created,
        String owner,
        boolean mixed)
        implements InventoryFacts {

    private static final String RUNNING = "running";

    public TrainingHostFacts {
        tags = tags == null ? null : Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    /** The facts in a listing of an instance or of a group. */
    public static TrainingHostFacts of(Signal listing) {
        Inventory inventory = listing.getInventory();
        return new TrainingHostFacts(
                listing.getAccount(),
                listing.getRegion(),
                InventoryFacts.tags(inventory),
                inventory.getState(),
                inventory.hasScalingGroup()
                        ? null
                        : new HostLaunch(
                                inventory.getType(),
                                inventory.getMarket(),
                                inventory.getPlatform(),
                                inventory.getTenancy()),
                inventory.hasCreated() ? inventory.getCreated() : null,
                inventory.getOwner(),
                inventory.getScalingGroup().hasMixedInstancesDocument());
    }

    /** Whether it is an Auto Scaling group. */
    public boolean isGroup() {
        return launch == null;
    }

    /** Whether it is in use as listed: an instance that runs, or a group that is not being deleted. */
    public boolean isActive() {
        return isGroup() ? state.isEmpty() : state.equals(RUNNING);
    }
}
