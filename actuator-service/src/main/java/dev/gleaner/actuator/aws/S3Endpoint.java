package dev.gleaner.actuator.aws;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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
