package dev.gleaner.analyzer.profile.inventory;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A bucket as listed (stored as JSON; names are never reused).
 *
 * @param lifecycle its lifecycle document in the provider's own field names; null where it was not to be read
 * @param versioning {@code Enabled}, {@code Suspended}; empty where it never had any
 * @param prefixes what its keys begin with, as far as they were listed
 * @param size bytes in storage class Standard; null if not known
 */
public record BucketFacts(
        String account,
        String region,
        Map<String, String> tags,
        @Nullable String lifecycle,
        String versioning,
        List<String> prefixes,
        @Nullable Long size)
        implements InventoryFacts {

    public BucketFacts {
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
        prefixes = prefixes.stream().sorted().toList();
    }

    /** Without what only tells of its storage. */
    public BucketFacts withoutStorage() {
        return new BucketFacts(account, region, tags, null, "", List.of(), size);
    }

    /** Whether old versions of its objects may be kept. */
    public boolean hasVersions() {
        return !versioning.isEmpty();
    }
}
