package dev.gleaner.analyzer.rule.storage;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;

/** Limits and conventions of the rule {@code storage-lifecycle}. */
@ConfigMapping(prefix = "analyzer.storage-lifecycle")
public interface StorageLifecycleConfig {

    /**
     * Lifecycle of objects by the first part of their key: {@code PREFIX CLASS@DAYS ...}, with {@code expire@DAYS} for
     * expiration and {@code expire-noncurrent@DAYS} for the expiration of old versions.
     */
    @WithDefault("training-data/ STANDARD_IA@30 GLACIER@90,"
            + "experiments/ expire@180,"
            + "checkpoints/ expire-noncurrent@30")
    List<PrefixConvention> conventions();

    /** What a lifecycle rule has to save by measurement, USD a month, to be proposed. */
    @WithDefault("1")
    double minimum();

    /** Time, in whole days, for which reads of a prefix have to be recorded; with less, they count as not known. */
    @WithDefault("P30D")
    Duration readHistory();

    /** Age, in whole days, at which an incomplete multipart upload is aborted. */
    @WithDefault("P7D")
    Duration abortUploads();

    /** Time that a person needs to carry out the remedy. */
    @WithDefault("PT15M")
    Duration effort();
}
