package dev.gleaner.collector.source.cloudtrail;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Where the trail's files lie. */
@ConfigMapping(prefix = "collector.cloudtrail")
public interface CloudTrailConfig {

    /** Folder whose {@code *.json} and {@code *.json.gz} are read, with all below it; then it is watched. */
    Optional<Path> folder();

    /** {@code s3://bucket/prefix} to which the trail is delivered. */
    Optional<URI> s3();

    /** How often folder and bucket are listed for new files. */
    @WithDefault("PT1M")
    Duration interval();

    /** Larger records become dead letters; CloudTrail writes none above 256 kB. */
    @WithDefault("1M")
    MemorySize recordLimit();

    /** How long the first reading waits for what tells where readers are: inventory, networks, address ranges. */
    @WithDefault("PT5M")
    Duration inventoryPatience();
}
