package dev.gleaner.collector.source.inventory;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What EC2 says of the instances that there are. */
@ConfigMapping(prefix = "collector.inventory")
public interface InventoryConfig {

    /** Whether the instances of {@code collector.aws.regions} are listed. */
    @WithDefault("true")
    boolean enabled();

    /**
     * Folder with recorded answers instead: every {@code *.json} below it, as {@code aws ec2 describe-instances} prints
     * them. Then the API is not asked, and no metrics are asked for by instance.
     */
    Optional<Path> folder();

    /** How often they are listed, or files that changed are read. */
    @WithDefault("PT10M")
    Duration interval();
}
