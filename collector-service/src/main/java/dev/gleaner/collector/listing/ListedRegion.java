package dev.gleaner.collector.listing;

import dev.gleaner.collector.network.NetworkListing;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Content of a complete listing of a region.
 *
 * @param signals one per resource
 * @param networkListing possible origins of calls; absent for resources that make no calls
 * @param resources what the {@link ListingRegistry} has of it until the next listing, by type
 */
public record ListedRegion(
        List<Signal> signals,
        Optional<NetworkListing> networkListing,
        Map<Class<? extends ListedResource>, List<? extends ListedResource>> resources) {

    public ListedRegion {
        signals = List.copyOf(signals);
        resources = Map.copyOf(resources);
    }

    /** A listing of resources that make no calls, and that nothing looks up. */
    public static ListedRegion of(List<Signal> signals) {
        return new ListedRegion(signals, Optional.empty(), Map.of());
    }

    /** A copy with possible origins of calls. */
    public ListedRegion with(NetworkListing origins) {
        return new ListedRegion(signals, Optional.of(origins), resources);
    }

    /** A copy with resources that are looked up until the next listing. */
    public <T extends ListedResource> ListedRegion with(Class<T> type, List<T> listed) {
        Map<Class<? extends ListedResource>, List<? extends ListedResource>> all = new HashMap<>(resources);
        all.put(type, List.copyOf(listed));
        return new ListedRegion(signals, networkListing, all);
    }
}
