package dev.gleaner.actuator.aws.resource;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a plan rests on of an Elastic IP address.
 *
 * @param ip the address itself
 * @param association id of its association, absent when nothing has it
 * @param holder network interface or instance that has it, absent when none does
 * @param reverse name that reverse DNS gives for it, absent when there is none
 * @param operator the AWS service that manages it, absent when none does
 * @param border group of zones from which it is announced, absent when EC2 did not tell
 */
public record ElasticIp(
        String ip,
        @Nullable String association,
        @Nullable String holder,
        @Nullable String reverse,
        @Nullable String operator,
        @Nullable String border,
        Map<String, String> tags)
        implements ResourceSnapshot {

    public ElasticIp {
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    @Override
    public TargetKind kind() {
        return TargetKind.ADDRESS;
    }

    @Override
    public ElasticIp canonical() {
        return this;
    }

    /** Why somebody needs it; empty when nobody is seen to. */
    @Override
    public Optional<String> planningObstacle() {
        if (association != null || holder != null) {
            return Optional.of("the address is associated with " + (holder == null ? association : holder));
        }
        if (reverse != null) {
            return Optional.of("reverse DNS gives " + reverse + " for the address, so that somebody counts on it");
        }
        return Optional.ofNullable(operator).map(service -> "the address is managed by " + service);
    }

    @Override
    public Optional<String> changedSince(ResourceSnapshot planned) {
        if (!planned.tags().equals(tags)) {
            return Optional.of("the tags of the address changed since the plan");
        }
        return planned.equals(this)
                ? Optional.empty()
                : planningObstacle().or(() -> Optional.of("the address changed since the plan"));
    }

    /**
     * An Elastic IP address as EC2 showed it once.
     *
     * @param address absent when EC2 said {@code InvalidAllocationID.NotFound} for its id; an answer without an address is no
     *     sighting
     */
    public record Observation(@Nullable ElasticIp address) implements ResourceObservation {

        @Override
        public ResourceSnapshot subject() {
            return address == null ? new ResourceSnapshot.NotFound(TargetKind.ADDRESS) : address;
        }

        @Override
        public String state() {
            if (address == null) {
                return ResourceSnapshot.NotFound.STATE;
            }
            return address.association() == null ? "allocated" : "associated";
        }

        @Override
        public String sentence() {
            return "the address is " + state();
        }
    }
}
