package dev.gleaner.collector.source.flowlog;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** VPC flow logs in text or Parquet format, in a folder or a bucket. */
@ConfigMapping(prefix = "collector.flow-logs")
public interface FlowLogsConfig {

    /**
     * Folder whose {@code *.log}, {@code *.log.gz} and {@code *.parquet} files are read, including subfolders. It is
     * then watched for new files.
     */
    Optional<Path> folder();

    /** Bucket and prefix, {@code s3://bucket/prefix}, to which flow logs are delivered. */
    Optional<URI> s3();

    /** Names of the fields in text files without a header line. */
    @WithDefault(TextFlowReader.DEFAULT_FORMAT)
    String format();

    /** Time between two listings of the folder or bucket. */
    @WithDefault("PT1M")
    Duration interval();

    /** Largest file; larger ones become dead letters. AWS delivers files of at most 75 MB. */
    @WithDefault("256M")
    MemorySize fileLimit();

    /**
     * Network interfaces with the most bytes that are reported for each VPC, hour and pair of classes in a file; 0 for
     * none.
     */
    @WithDefault("10")
    int talkers();

    /**
     * Longest wait of the first reading for inventory, networks and address ranges, from which the ends of a flow are
     * known.
     */
    @WithDefault("PT5M")
    Duration inventoryPatience();
}
