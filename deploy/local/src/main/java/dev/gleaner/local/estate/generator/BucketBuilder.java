package dev.gleaner.local.estate.generator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.local.estate.EstateBucket;
import dev.gleaner.local.estate.EstateInstance;
import dev.gleaner.local.estate.EstateTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Describes one bucket of an estate. */
final class BucketBuilder {

    private final EstateBuilder estateBuilder;
    private final String name;
    private final Map<String, List<String>> prefixes = new TreeMap<>();
    private Map<String, String> tags = Map.of();
    private String region = "us-east-1";
    private EstateBucket.@Nullable Versioning versioning;
    private @Nullable JsonNode lifecycle;
    private long bytes;

    BucketBuilder(EstateBuilder estateBuilder, String name) {
        this.estateBuilder = estateBuilder;
        this.name = estateBuilder.name(name);
    }

    BucketBuilder tagged(String environment, String team) {
        tags = Map.of("environment", environment, "team", team);
        return this;
    }

    BucketBuilder in(String otherRegion) {
        region = otherRegion;
        return this;
    }

    BucketBuilder versioned(EstateBucket.Versioning how) {
        versioning = how;
        return this;
    }

    BucketBuilder withLifecycle(JsonNode document) {
        lifecycle = document;
        return this;
    }

    BucketBuilder holding(String prefix, List<String> keys) {
        prefixes.put(prefix, keys);
        return this;
    }

    BucketBuilder size(long inStorage) {
        bytes = inStorage;
        return this;
    }

    /** Adds the bucket without an expected finding. */
    void add() {
        estateBuilder.add(new EstateBucket(
                name,
                EstateInstance.DEFAULT_ACCOUNT,
                region,
                tags,
                EstateTime.before(Duration.ofDays(400)),
                versioning,
                lifecycle,
                prefixes,
                bytes));
    }

    /** Adds the bucket with an expected finding of this rule. */
    void addExpecting(String rule) {
        add();
        estateBuilder.expectOpen(rule, name);
    }
}
