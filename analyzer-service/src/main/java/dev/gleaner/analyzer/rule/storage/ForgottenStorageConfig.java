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

    /** Time, in whole days, for which no checkpoint of a training run was written when it counts as ended; at least 7 days. */
    @WithDefault("P30D")
    Duration runEnded();

    /** Time, in whole hours, for which no object of a training run that ended was read or written; at most 90 days. */
    @WithDefault("P30D")
    Duration runUnread();

    /** Number of checkpoints of a training run that stay, 1 to 10: as many by their number, and as many by the time of writing. */
    @WithDefault("3")
    int checkpointsKept();

    /** Size in GB of 10^9 bytes from which on a checkpoint is proposed for deletion, as each needs a lifecycle rule of its own. */
    @WithDefault("1")
    double checkpointGigabytes();

    /** Time that a person needs to carry out the remedy. */
    @WithDefault("PT10M")
    Duration effort();
}
