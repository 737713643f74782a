package dev.gleaner.collector.source.billing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Where bills lie, as FOCUS or CUR 2.0: in a folder, or in a bucket. */
@ConfigMapping(prefix = "collector.billing")
public interface BillingConfig {

    /** Folder whose {@code *.csv}, {@code *.csv.gz} and {@code *.parquet} are read, with all below it; then it is watched. */
    Optional<Path> folder();

    /** {@code s3://bucket/prefix} to which AWS Data Exports delivers. */
    Optional<URI> s3();

    /** How often it is listed for new statements; AWS writes some a day. */
    @WithDefault("PT1H")
    Duration interval();

    /** Where what does not fit into the memory is put while a bill is read; unless set the system's folder for such. */
    Optional<Path> spool();
}
