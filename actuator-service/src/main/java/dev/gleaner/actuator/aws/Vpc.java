package dev.gleaner.actuator.aws;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a plan rests on of a VPC.
 *
 * @param routeTables all of them, in order of their ids
 * @param endpoints its gateway endpoints for S3, without those that were deleted
 */
public record Vpc(Map<String, String> tags, List<String> routeTables, List<S3Endpoint> endpoints) implements Subject {

    public Vpc {
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
        routeTables = routeTables.stream().sorted().toList();
        endpoints =
                endpoints.stream().sorted(Comparator.comparing(S3Endpoint::id)).toList();
    }

    @Override
    public TargetKind kind() {
        return TargetKind.VPC;
    }

    @Override
    public Vpc canonical() {
        return this;
    }

    @Override
    public Optional<String> unplannable() {
        if (!endpoints.isEmpty()) {
            return Optional.of("the VPC has a gateway endpoint for S3 already, "
                    + endpoints.get(0).id());
        }
        return routeTables.isEmpty() ? Optional.of("EC2 showed no route table of the VPC") : Optional.empty();
    }

    @Override
    public Optional<String> changedSince(Subject planned) {
        return planned.equals(this)
                ? Optional.empty()
                : Optional.of("the tags, route tables or endpoints of the VPC changed since the plan");
    }

    /** Its endpoint with this tag; empty when there is none. */
    public Optional<S3Endpoint> tagged(String key, String value) {
        return endpoints.stream()
                .filter(endpoint -> value.equals(endpoint.tags().get(key)))
                .findFirst();
    }
}
