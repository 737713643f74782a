package dev.gleaner.actuator.aws;

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
public record Address(
        String ip,
        @Nullable String association,
        @Nullable String holder,
        @Nullable String reverse,
        @Nullable String operator,
        @Nullable String border,
        Map<String, String> tags)
        implements Subject {

    public Address {
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    @Override
    public TargetKind kind() {
        return TargetKind.ADDRESS;
    }

    @Override
    public Address canonical() {
        return this;
    }

    /** Why somebody needs it; empty when nobody is seen to. */
    @Override
    public Optional<String> unplannable() {
        if (association != null || holder != null) {
            return Optional.of("the address is associated with " + (holder == null ? association : holder));
        }
        if (reverse != null) {
            return Optional.of("reverse DNS gives " + reverse + " for the address, so that somebody counts on it");
        }
        return Optional.ofNullable(operator).map(service -> "the address is managed by " + service);
    }

    @Override
    public Optional<String> changedSince(Subject planned) {
        if (!planned.tags().equals(tags)) {
            return Optional.of("the tags of the address changed since the plan");
        }
        return planned.equals(this)
                ? Optional.empty()
                : unplannable().or(() -> Optional.of("the address changed since the plan"));
    }
}
