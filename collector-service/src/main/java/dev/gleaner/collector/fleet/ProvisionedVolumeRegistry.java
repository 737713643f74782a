package dev.gleaner.collector.fleet;

import dev.gleaner.contracts.resource.AccountRegion;
import dev.gleaner.contracts.resource.Arn;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Volumes by whether they have performance that is billed beside their size, by the last complete listing of each region. */
@ApplicationScoped
public class ProvisionedVolumeRegistry {

    private final Map<AccountRegion, Region> regions = new ConcurrentHashMap<>();

    /** Stores a complete listing of a region of an account. */
    public void replace(String account, String region, List<ListedVolume> volumes) {
        regions.put(new AccountRegion(account, region), Region.of(volumes));
    }

    /** Attached volumes with such performance in a region of an account; empty before it was listed. */
    public Optional<List<Arn>> attached(String account, String region) {
        return Optional.ofNullable(regions.get(new AccountRegion(account, region)))
                .map(Region::attached);
    }

    /** Whether a volume is listed and has no such performance. */
    public boolean isUnprovisioned(Arn volume) {
        Region region = regions.get(new AccountRegion(volume.account(), volume.region()));
        return region != null && region.unprovisioned().contains(volume.id());
    }

    /**
     * A volume in a listing.
     *
     * @param provisioned whether it has performance that is billed beside its size
     */
    public record ListedVolume(Arn arn, boolean provisioned, boolean attached) {}

    /**
     * A listed region.
     *
     * @param attached volumes with such performance
     * @param unprovisioned ids of the volumes without
     */
    private record Region(List<Arn> attached, Set<String> unprovisioned) {

        static Region of(List<ListedVolume> volumes) {
            Set<String> unprovisioned = new HashSet<>();
            volumes.stream()
                    .filter(volume -> !volume.provisioned())
                    .forEach(volume -> unprovisioned.add(volume.arn().id()));
            List<Arn> attached = volumes.stream()
                    .filter(volume -> volume.provisioned() && volume.attached())
                    .map(ListedVolume::arn)
                    .toList();
            return new Region(attached, unprovisioned);
        }
    }
}
