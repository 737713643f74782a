package dev.gleaner.analyzer.rule.storage;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;

/** What prefixes of buckets need a lifecycle rule for. */
@ConfigMapping(prefix = "analyzer.storage-lifecycle")
public interface StorageLifecycleConfig {

    /**
     * What is to become of objects by the first part of their key, as {@code PREFIX CLASS@DAYS ...}, with {@code
     * expire@DAYS} and {@code expire-noncurrent@DAYS} for their end. Policy of the founding article.
     */
    @WithDefault("training-data/ STANDARD_IA@30 GLACIER@90,"
            + "experiments/ expire@180,"
            + "checkpoints/ expire-noncurrent@30")
    List<PrefixConvention> conventions();

    /** How long an upload in parts may take before its parts are thrown away, in whole days. */
    @WithDefault("P7D")
    Duration abortUploads();

    /** What acting costs a person. */
    @WithDefault("PT15M")
    Duration effort();
}
