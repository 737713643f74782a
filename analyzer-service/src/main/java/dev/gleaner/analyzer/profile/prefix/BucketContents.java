package dev.gleaner.analyzer.profile.prefix;

import dev.gleaner.contracts.signal.proto.CheckpointRun;
import dev.gleaner.contracts.signal.proto.PrefixSize;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The objects of a bucket by prefix, as the newest report of S3 Inventory shows them, and how they are read.
 *
 * @param reported creation of the report; null if there is none
 * @param prefixes of the report, by name
 * @param accesses when its folders were last accessed; nothing if the report has no training run
 */
public record BucketContents(@Nullable Instant reported, Map<String, PrefixContents> prefixes, AccessRecord accesses) {

    /** Without a report. */
    public static final BucketContents NONE = new BucketContents(null, Map.of(), AccessRecord.NONE);

    public BucketContents {
        prefixes = Collections.unmodifiableMap(new TreeMap<>(prefixes));
    }

    /** The training runs of the report, by path. */
    public List<CheckpointRun> runs() {
        return prefixes.values().stream()
                .flatMap(prefix -> prefix.size().getRunsList().stream())
                .sorted(Comparator.comparing(CheckpointRun::getPath))
                .toList();
    }

    /**
     * A prefix.
     *
     * @param size its objects, without those that belong to a longer prefix of the report
     * @param reads null if no reads could be recorded since the prefix is reported
     */
    public record PrefixContents(PrefixSize size, @Nullable ReadsByAge reads) {}
}
