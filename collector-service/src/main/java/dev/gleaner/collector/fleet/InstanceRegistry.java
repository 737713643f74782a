package dev.gleaner.collector.fleet;

import dev.gleaner.contracts.resource.AccountRegion;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which instances there are, as the last complete listing of each region of each account said. */
@ApplicationScoped
public class InstanceRegistry {

    private final Map<AccountRegion, Region> regions = new ConcurrentHashMap<>();

    /** A complete listing of a region of an account. Who rested in the one before goes on resting since then. */
    public void replace(Region listing) {
        regions.compute(
                new AccountRegion(listing.account(), listing.name()), (key, before) -> listing.mergedWith(before));
    }

    /** What is known of a region of an account; empty before it was listed. */
    public Optional<Region> region(String account, String name) {
        return Optional.ofNullable(regions.get(new AccountRegion(account, name)));
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
     * One instance.
     *
     * @param account that owns it
     * @param id as EC2 knows it, {@code i-...}
     * @param stoppedSince first listing in a row in which it was stopped or terminated; absent while it is neither
     */
    public record Member(String account, String id, Optional<Instant> stoppedSince) {

        private Member mergedWith(@Nullable Member before) {
            return stoppedSince.isPresent()
                            && before != null
                            && before.stoppedSince().isPresent()
                    ? before
                    : this;
        }
    }
}
