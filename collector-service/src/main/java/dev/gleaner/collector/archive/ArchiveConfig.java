package dev.gleaner.collector.archive;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Archive of signals for backtests. It is off unless a folder or a bucket is set. */
@ConfigMapping(prefix = "collector.archive")
public interface ArchiveConfig {

    /** Folder to which archive files are written. */
    Optional<Path> folder();

    /** Bucket and prefix, {@code s3://bucket/prefix}, to which archive files are written. */
    Optional<URI> s3();

    /** Folder for a file until it is uploaded to S3. Without it the system's temporary folder is used. */
    Optional<Path> spool();

    /** Compressed size at which a file is closed. */
    @WithDefault("64M")
    MemorySize fileSize();

    /** Age at which a file is closed, if its hour has not ended before. */
    @WithDefault("PT1H")
    Duration fileAge();

    /** Delay after a failure, before the archive continues after the last complete file. */
    @WithDefault("PT10S")
    Duration pause();
}
