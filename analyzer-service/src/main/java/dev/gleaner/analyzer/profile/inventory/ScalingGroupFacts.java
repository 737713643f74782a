package dev.gleaner.analyzer.profile.inventory;

import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.LaunchedInstances;
import dev.gleaner.contracts.signal.proto.ScalingGroup;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An Auto Scaling group as listed (stored as JSON; names are never reused).
 *
 * @param state of its deletion; empty if it is not being deleted
 * @param created epoch milliseconds; null if not known
 * @param owner the controller that would restore it; empty if none
 * @param instances number of its instances, also of those that are not in service
 * @param zones number of Availability Zones in which it launches instances
 * @param suspended names of its suspended processes
 * @param policies number of its enabled scaling policies; null if not known
 * @param schedules number of its scheduled actions; null if not known
 * @param members its instances, as far as it is known as what they were launched
 * @param capacityUnit in what its minimum, maximum and desired are counted, as {@link dev.gleaner.contracts.resource.GroupCapacityUnit}
 *     names it; null if not known, as in listings of before it was read
 */
public record ScalingGroupFacts(
        String account,
        String region,
        @Nullable Map<String, String> tags,
        String state,
        @Nullable Long created,
        String owner,
        int minimum,
        int desired,
        int maximum,
        int instances,
        int zones,
        List<String> suspended,
        @Nullable Integer policies,
        @Nullable Integer schedules,
        List<LaunchedMembers> members,
        @Nullable String capacityUnit)
        implements InventoryFacts {

    public ScalingGroupFacts {
        tags = tags == null ? null : Collections.unmodifiableMap(new TreeMap<>(tags));
        suspended = List.copyOf(suspended);
        members = List.copyOf(members);
    }

    /** The facts in a listing of a group. */
    public static ScalingGroupFacts of(Signal listing) {
        Inventory inventory = listing.getInventory();
        ScalingGroup group = inventory.getScalingGroup();
        return new ScalingGroupFacts(
                listing.getAccount(),
                listing.getRegion(),
                InventoryFacts.tags(inventory),
                inventory.getState(),
                inventory.hasCreated() ? inventory.getCreated() : null,
                inventory.getOwner(),
                group.getMinimum(),
                group.getDesired(),
                group.getMaximum(),
                group.getInstancesCount(),
                group.getZones(),
                group.getSuspendedProcessesList(),
                group.hasScalingPolicies() ? group.getScalingPolicies() : null,
                group.hasScheduledActions() ? group.getScheduledActions() : null,
                group.getLaunchesList().stream().map(LaunchedMembers::of).toList(),
                group.hasCapacityUnit() ? group.getCapacityUnit() : null);
    }

    /**
     * Instances of a group that were launched alike, in the provider's terms.
     *
     * @param market {@code spot}, {@code scheduled}; empty for on demand
     */
    public record LaunchedMembers(String type, String market, String platform, String tenancy, int count) {

        private static LaunchedMembers of(LaunchedInstances launched) {
            return new LaunchedMembers(
                    launched.getType(),
                    launched.getMarket(),
                    launched.getPlatform(),
                    launched.getTenancy(),
                    launched.getCount());
        }
    }
}
