package dev.gleaner.analyzer.profile.inventory;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A VPC as listed (stored as JSON; names are never reused).
 *
 * @param gateways ids of its NAT gateways that are available
 * @param s3Endpoints ids of its gateway endpoints to S3 that are there or about to be
 */
public record VpcFacts(
        String account, String region, Map<String, String> tags, List<String> gateways, List<String> s3Endpoints)
        implements InventoryFacts {

    public VpcFacts {
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
        gateways = gateways.stream().sorted().toList();
        s3Endpoints = s3Endpoints.stream().sorted().toList();
    }
}
