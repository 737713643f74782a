package dev.gleaner.analyzer.profile.prefix;

import dev.gleaner.contracts.signal.proto.PrefixSize;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The objects of a bucket by prefix, as the newest report of S3 Inventory shows them, and how they are read.
 *
 * @param reported creation of the report; null if there is none
 * @param prefixes of the report, by name
 */
public record BucketContents(@Nullable Instant reported, Map<String, PrefixContents> prefixes) {

    /** Without a report. */
    public static final BucketContents NONE = new BucketContents(null, Map.of());

    public BucketContents {
        prefixes = Collections.unmodifiableMap(new TreeMap<>(prefixes));
    }

    /**
     * A prefix.
     *
     * @param size its objects, without those that belong to a longer prefix of the report
     * @param reads null if no reads could be recorded since the prefix is reported
     */
    public record PrefixContents(PrefixSize size, @Nullable ReadsByAge reads) {}
}
