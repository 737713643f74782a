package dev.gleaner.collector.source.inventory.report;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reports of S3 Inventory in CSV or Parquet format, in a folder or a bucket. */
@ConfigMapping(prefix = "collector.inventory-reports")
public interface InventoryReportsConfig {

    /**
     * Folder whose reports are read: each {@code manifest.json} with the files that it lists, including subfolders. It
     * is then watched for new reports.
     */
    Optional<Path> folder();

    /** Bucket and prefix, {@code s3://bucket/prefix}, to which S3 delivers reports. */
    Optional<URI> s3();

    /** Time between two listings of the folder or bucket. S3 writes a report daily or weekly. */
    @WithDefault("PT1H")
    Duration interval();

    /** Folder for a file while it is read. Without it the system's temporary folder is used. */
    Optional<Path> spool();

    /**
     * Account id of the buckets in the reports, which the reports themselves do not contain. Progress is reported only
     * if both this key and the region are set.
     */
    Optional<String> account();

    /** Region of the buckets in the reports. */
    Optional<String> region();

    /**
     * Number of prefixes of a bucket that are reported individually, those with the most bytes. While a report is read,
     * 20 folders are counted for each of them; a folder takes up to 16 kB of memory, and 0.8 kB for each age step of a
     * storage class.
     */
    @WithDefault("200")
    int prefixes();

    /**
     * Words that, before a number in a key, name a checkpoint of a training run: {@code checkpoint-500/},
     * {@code global_step1000/}, {@code model.ckpt-1000.index}.
     */
    @WithDefault("checkpoint,ckpt,global_step")
    List<String> checkpointWords();

    /**
     * Words that, before a number in a key, name a checkpoint of a training run if the key before the number or the bucket has
     * one of the checkpoint words in its name: {@code checkpoints/run-18/step-100.pt}.
     */
    @WithDefault("step,epoch,iter,iteration")
    List<String> progressWords();
}
