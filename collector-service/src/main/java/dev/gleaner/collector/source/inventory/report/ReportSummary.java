package dev.gleaner.collector.source.inventory.report;

import java.time.Duration;
import java.time.Instant;
import software.amazon.awssdk.services.s3.model.StorageClass;

/** What is counted of the rows of a report. */
record ReportSummary(Instant created, BucketHistogram prefixes, CheckpointTracker checkpoints) {

    /** Counts a version of an object; returns the histogram in which it is counted. */
    PrefixHistogram add(String key, StorageClass storageClass, boolean noncurrent, Instant written, long size) {
        PrefixHistogram histogram = prefixes.forKey(key);
        histogram.add(
                storageClass, noncurrent, Duration.between(written, created).toDays(), size);
        checkpoints.add(key, storageClass, noncurrent, written.toEpochMilli(), size);
        return histogram;
    }

    void addDeleteMarker(String key) {
        prefixes.forKey(key).addDeleteMarker();
    }
}
