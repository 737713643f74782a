package dev.gleaner.collector.archive;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Where signals are kept for backtests; without a place none are. */
@ConfigMapping(prefix = "collector.archive")
public interface ArchiveConfig {

    /** Folder to which the files are written. */
    Optional<Path> folder();

    /** {@code s3://bucket/prefix} to which they are written. */
    Optional<URI> s3();

    /** Where a file grows before it goes to S3; unless set the system's folder for temporary files. */
    Optional<Path> spool();

    /** From this size on, packed, a file is closed. */
    @WithDefault("64M")
    MemorySize fileSize();

    /** At this age a file is closed, if its hour is not over before. */
    @WithDefault("PT1H")
    Duration fileAge();

    /** How long it waits after a failure before it reads on from the last file that is whole. */
    @WithDefault("PT10S")
    Duration pause();
}
