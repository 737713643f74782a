package dev.gleaner.actuator.aws.resource;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a plan rests on of a VPC.
 *
 * @param routeTables all of them, in order of their ids
 * @param endpoints its gateway endpoints for S3, without those that were deleted
 */
public record VpcNetwork(Map<String, String> tags, List<String> routeTables, List<S3Endpoint> endpoints)
        implements ResourceSnapshot {

    public VpcNetwork {
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
    public VpcNetwork canonical() {
        return this;
    }

    @Override
    public Optional<String> planningObstacle() {
        if (!endpoints.isEmpty()) {
            return Optional.of("the VPC has a gateway endpoint for S3 already, "
                    + endpoints.get(0).id());
        }
        return routeTables.isEmpty() ? Optional.of("EC2 showed no route table of the VPC") : Optional.empty();
    }

    @Override
    public Optional<String> changedSince(ResourceSnapshot planned) {
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

    /**
     * A gateway endpoint for S3 of a VPC.
     *
     * @param state EC2's name of it in lower case: pending, available, deleting, ...
     * @param routeTables in order of their ids
     */
    public record S3Endpoint(String id, String state, List<String> routeTables, Map<String, String> tags) {

        public S3Endpoint {
            routeTables = routeTables.stream().sorted().toList();
            tags = Collections.unmodifiableMap(new TreeMap<>(tags));
        }
    }

    /** A VPC as EC2 showed it once. */
    public record Observation(VpcNetwork vpc) implements ResourceObservation {

        @Override
        public ResourceSnapshot subject() {
            return vpc;
        }

        /** Its gateway endpoints for S3. */
        @Override
        public String state() {
            return vpc.endpoints().stream()
                    .map(endpoint -> endpoint.id() + " " + endpoint.state())
                    .collect(Collectors.joining(", ", "S3 endpoints [", "]"));
        }

        @Override
        public String sentence() {
            return "the VPC has " + state();
        }
    }
}
