package dev.gleaner.collector.fleet;

import dev.gleaner.contracts.resource.AccountRegion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Resources of a kind by the last complete listing of each account and region. */
public abstract class RegionRegistry<T> {

    private final Map<AccountRegion, List<T>> regions = new ConcurrentHashMap<>();

    /** Stores a complete listing of a region of an account. */
    public void replace(String account, String region, List<T> resources) {
        regions.put(new AccountRegion(account, region), List.copyOf(resources));
    }

    /** Resources of a region of an account; empty before it was listed. */
    public Optional<List<T>> region(String account, String region) {
        return Optional.ofNullable(regions.get(new AccountRegion(account, region)));
    }
}
