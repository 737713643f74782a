package dev.gleaner.collector.fleet;

import dev.gleaner.contracts.resource.AccountRegion;
import dev.gleaner.contracts.resource.Arn;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Instances by the last complete listing of each account and region. */
@ApplicationScoped
public class InstanceRegistry {

    private final Map<AccountRegion, Region> regions = new ConcurrentHashMap<>();

    /**
     * Stores a complete listing of a region of an account. An instance that was already stopped keeps its {@code
     * stoppedSince}.
     */
    public void replace(Region listing) {
        regions.compute(
                new AccountRegion(listing.account(), listing.name()), (key, before) -> listing.mergedWith(before));
    }

    /** Last listing of a region of an account; empty before it was listed. */
    public Optional<Region> region(String account, String name) {
        return Optional.ofNullable(regions.get(new AccountRegion(account, name)));
    }

    /** Last listings of all regions and accounts. */
    public List<Region> regions() {
        return List.copyOf(regions.values());
    }

    /**
     * Says for a person that the last listing of its region does not show an instance; empty if it does. A region that was not
     * listed, or not yet, says nothing about its instances.
     */
    public Optional<String> unlisted(Arn instance) {
        return region(instance.account(), instance.region())
                .filter(listed -> listed.instances().stream()
                        .noneMatch(member -> member.id().equals(instance.id())))
                .map(listed -> instance.id() + " is not in the last listing of " + instance.region() + " in account "
                        + instance.account() + ": a new instance is in the next one; of any other the ARN is wrong");
    }

    /**
     * A listed region.
     *
     * @param account that was listed
     * @param instances of the region
     */
    public record Region(String account, String name, List<Member> instances) {

        public Region {
            instances = List.copyOf(instances);
        }

        private Region mergedWith(@Nullable Region before) {
            if (before == null) {
                return this;
            }
            Map<String, Member> known = before.instances().stream()
                    .collect(Collectors.toMap(Member::id, Function.identity(), (one, other) -> other));
            return new Region(
                    account,
                    name,
                    instances.stream()
                            .map(member -> member.mergedWith(known.get(member.id())))
                            .toList());
        }
    }

    /**
     * An instance.
     *
     * @param account of its owner
     * @param id of EC2, {@code i-...}
     * @param stoppedSince time of the first of the last listings in a row in which it was stopped or terminated; absent
     *     otherwise
     * @param gpuExporter absent if it does not run, or has no such tag
     */
    public record Member(
            String account, String id, Optional<Instant> stoppedSince, Optional<TaggedGpuExporter> gpuExporter) {

        /** An instance without an exporter. */
        public Member(String account, String id, Optional<Instant> stoppedSince) {
            this(account, id, stoppedSince, Optional.empty());
        }

        private Member mergedWith(@Nullable Member before) {
            return stoppedSince.isPresent()
                            && before != null
                            && before.stoppedSince().isPresent()
                    ? before
                    : this;
        }
    }

    /**
     * An exporter of the readings of GPUs, as a tag of the instance names it.
     *
     * @param address private IPv4 address of the instance
     * @param port value of the tag, as its owner wrote it
     */
    public record TaggedGpuExporter(String address, String port) {

        /** The key of the tag. */
        public static final String TAG = "gleaner:dcgm-exporter";
    }
}
