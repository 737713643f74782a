package dev.gleaner.analyzer.rule.storage;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits of the rule {@code forgotten-storage}. */
@ConfigMapping(prefix = "analyzer.forgotten-storage")
public interface ForgottenStorageConfig {

    /** Time, in whole hours, for which every listing has to show a volume unattached. */
    @WithDefault("P14D")
    Duration volumeUnattached();

    /** Time, in whole hours, for which every listing has to show an address unassociated. */
    @WithDefault("P7D")
    Duration addressUnassociated();

    /** Age, in whole hours, from which a snapshot that no image uses is reported. */
    @WithDefault("P90D")
    Duration snapshotAge();

    /** Age, in whole days, from which an incomplete upload is reported, and after which the remedy aborts it. */
    @WithDefault("P7D")
    Duration uploadAge();

    /** Time that a person needs to carry out the remedy. */
    @WithDefault("PT10M")
    Duration effort();
}
