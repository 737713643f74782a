package dev.gleaner.local.estate.made;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.local.estate.Bucket;
import dev.gleaner.local.estate.Resource;
import dev.gleaner.local.estate.Versioning;
import dev.gleaner.local.estate.When;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One bucket while it is being described. */
final class BucketRole {

    private final Casting casting;
    private final String name;
    private final Map<String, List<String>> prefixes = new TreeMap<>();
    private Map<String, String> tags = Map.of();
    private String region = "us-east-1";
    private @Nullable Versioning versioning;
    private @Nullable JsonNode lifecycle;
    private long bytes;

    BucketRole(Casting casting, String name) {
        this.casting = casting;
        this.name = casting.name(name);
    }

    BucketRole tagged(String environment, String team) {
        tags = Map.of("environment", environment, "team", team);
        return this;
    }

    BucketRole in(String otherRegion) {
        region = otherRegion;
        return this;
    }

    BucketRole versioned(Versioning how) {
        versioning = how;
        return this;
    }

    BucketRole withLifecycle(JsonNode document) {
        lifecycle = document;
        return this;
    }

    BucketRole holding(String prefix, List<String> keys) {
        prefixes.put(prefix, keys);
        return this;
    }

    BucketRole size(long inStorage) {
        bytes = inStorage;
        return this;
    }

    /** Nothing has to be found of it. */
    void play() {
        casting.add(new Bucket(
                name,
                Resource.DEFAULT_ACCOUNT,
                region,
                tags,
                When.before(Duration.ofDays(400)),
                versioning,
                lifecycle,
                prefixes,
                bytes));
    }

    /** This rule has to find it. */
    void playAndBeFoundBy(String rule) {
        play();
        casting.expectOpen(rule, name);
    }
}
