package dev.gleaner.collector.source.billing;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Bills in FOCUS or CUR 2.0 format, in a folder or a bucket. */
@ConfigMapping(prefix = "collector.billing")
public interface BillingConfig {

    /**
     * Folder whose {@code *.csv}, {@code *.csv.gz} and {@code *.parquet} files are read, including subfolders. It is
     * then watched for changes.
     */
    Optional<Path> folder();

    /** Bucket and prefix, {@code s3://bucket/prefix}, to which AWS Data Exports delivers. */
    Optional<URI> s3();

    /** Time between two listings of the folder or bucket. */
    @WithDefault("PT1H")
    Duration interval();

    /**
     * Folder for data that do not fit into memory while a bill is read. Without it the system's temporary folder is
     * used.
     */
    Optional<Path> spool();

    /**
     * Largest file of a bill in bytes, as it is stored. A bill with a larger file is not read at all, so that it can't fill the
     * disk: the metric of unavailable files counts it and the log names it at each listing. A file in a bucket, and one of
     * Parquet, is copied to the spool folder while it is read, and a Parquet file in a bucket twice.
     */
    @WithDefault("4G")
    MemorySize largest();

    /**
     * Keys of tags that are kept besides {@code team}, {@code project}, {@code environment}, {@code cost-center} and
     * {@code service}, in any spelling.
     */
    Optional<List<String>> tags();
}
