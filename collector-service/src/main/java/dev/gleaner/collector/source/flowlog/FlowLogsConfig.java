package dev.gleaner.collector.source.flowlog;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Where files of VPC flow logs lie: in a folder, or in a bucket. */
@ConfigMapping(prefix = "collector.flow-logs")
public interface FlowLogsConfig {

    /** Folder whose {@code *.log}, {@code *.log.gz} and {@code *.parquet} are read, with all below it; then it is watched. */
    Optional<Path> folder();

    /** {@code s3://bucket/prefix} to which the flow logs are delivered. */
    Optional<URI> s3();

    /** Names the fields of text files without a header line. */
    @WithDefault(TextFlowReader.DEFAULT_FORMAT)
    String format();

    /** How often it is listed for new files. */
    @WithDefault("PT1M")
    Duration interval();

    /** Larger files become dead letters; AWS delivers none above 75 MB. */
    @WithDefault("256M")
    MemorySize fileLimit();

    /** How long the first reading waits for what tells where ends are: inventory, networks, address ranges. */
    @WithDefault("PT5M")
    Duration inventoryPatience();
}
