package dev.gleaner.collector.source.accesslog;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Server access logs of S3, in a folder or a bucket. */
@ConfigMapping(prefix = "collector.s3-access-logs")
public interface AccessLogsConfig {

    /**
     * Folder whose files are read, including subfolders, if they are named as S3 names them, with or without {@code .gz}. It is then
     * watched for new files.
     */
    Optional<Path> folder();

    /** Bucket and prefix, {@code s3://bucket/prefix}, to which server access logs are delivered. */
    Optional<URI> s3();

    /** Time between two listings of the folder or bucket. S3 delivers most records within a few hours. */
    @WithDefault("PT15M")
    Duration interval();

    /**
     * Account id of the buckets whose logs have no date-based partitions in their names. Without it these logs are read, but report no
     * progress.
     */
    Optional<String> account();

    /** Region of these buckets. */
    Optional<String> region();

    /** How long after a request its record counts as delivered: progress stays behind by this time. */
    @WithDefault("PT6H")
    Duration delivery();

    /** Largest file, unpacked; of larger ones only the beginning is read, and the rest becomes a dead letter. */
    @WithDefault("256M")
    MemorySize fileLimit();

    /**
     * Longest wait of the first reading for inventory, networks and address ranges, from which the locations of readers
     * are known.
     */
    @WithDefault("PT5M")
    Duration inventoryPatience();
}
