package dev.gleaner.collector.source.inventory.report;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Where reports of S3 Inventory lie, as CSV or Parquet: in a folder, or in a bucket. */
@ConfigMapping(prefix = "collector.inventory-reports")
public interface InventoryReportsConfig {

    /** Folder below which each {@code manifest.json} is read with the files that it names; then it is watched. */
    Optional<Path> folder();

    /** {@code s3://bucket/prefix} to which S3 delivers them. */
    Optional<URI> s3();

    /** How often it is listed for new reports; S3 writes one a day or a week. */
    @WithDefault("PT1H")
    Duration interval();

    /** Where a file is put while it is read; unless set the system's folder for such. */
    Optional<Path> spool();

    /** Whose the buckets are, as a report does not tell; progress is told only where this and the region are set. */
    Optional<String> account();

    /** Where the buckets are. */
    Optional<String> region();

    /** How many prefixes of a bucket are told one by one; each takes some 14 kB for each storage class in it. */
    @WithDefault("1000")
    int prefixes();
}
