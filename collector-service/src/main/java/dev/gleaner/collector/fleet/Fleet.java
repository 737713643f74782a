package dev.gleaner.collector.fleet;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Which instances there are, as the last complete listing of each region said. */
@ApplicationScoped
public class Fleet {

    private final Map<String, Region> regions = new ConcurrentHashMap<>();

    /** A complete listing of a region. */
    public void replace(Region listing) {
        regions.put(listing.name(), listing);
    }

    /** What is known of each region that was listed at all. */
    public List<Region> regions() {
        return List.copyOf(regions.values());
    }

    /**
     * A listed region.
     *
     * @param account that was asked
     * @param instances that it has
     */
    public record Region(String account, String name, List<Member> instances) {

        public Region {
            instances = List.copyOf(instances);
        }
    }

    /**
     * One instance.
     *
     * @param account that owns it
     * @param id as EC2 knows it, {@code i-...}
     */
    public record Member(String account, String id) {}
}
