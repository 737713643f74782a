package dev.gleaner.analyzer.rule.storage;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits of the rule {@code old-volume-type}. */
@ConfigMapping(prefix = "analyzer.old-volume-type")
public interface OldVolumeTypeConfig {

    /** Time that a person needs to carry out the remedy. */
    @WithDefault("PT5M")
    Duration effort();
}
