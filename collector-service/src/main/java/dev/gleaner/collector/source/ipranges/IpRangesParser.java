package dev.gleaner.collector.source.ipranges;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.collector.network.AwsIpRanges;
import dev.gleaner.contracts.Json;
import java.io.IOException;

/**
 * Parses AWS's {@code ip-ranges.json}, completely or not at all: a missing address of AWS would appear to be on the
 * internet.
 */
final class IpRangesParser {

    private IpRangesParser() {}

    /** Parses the ranges; throws {@link IllegalArgumentException} if there are none. */
    static AwsIpRanges read(byte[] json) throws IOException {
        JsonNode document = Json.mapper().readTree(json);
        AwsIpRanges.Builder ranges = new AwsIpRanges.Builder();
        add(document.path("prefixes"), "ip_prefix", ranges);
        add(document.path("ipv6_prefixes"), "ipv6_prefix", ranges);
        return ranges.build();
    }

    private static void add(JsonNode prefixes, String field, AwsIpRanges.Builder ranges) {
        if (prefixes.isEmpty()) {
            throw new IllegalArgumentException("there is no " + field + " in it");
        }
        for (JsonNode prefix : prefixes) {
            if (!prefix.path("region").isTextual()) {
                throw new IllegalArgumentException("there is a " + field + " without a region");
            }
            ranges.add(prefix.path(field).asText(), prefix.path("region").asText());
        }
    }
}
