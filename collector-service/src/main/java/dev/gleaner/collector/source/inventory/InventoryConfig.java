package dev.gleaner.collector.source.inventory;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What EC2 says of the instances that there are. */
@ConfigMapping(prefix = "collector.inventory")
public interface InventoryConfig {

    /** Whether the instances of {@code collector.aws.regions} are listed. */
    @WithDefault("true")
    boolean enabled();

    /** How often they are listed. */
    @WithDefault("PT10M")
    Duration interval();
}
