package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.collector.files.StoredFile;

/** An object of a bucket that may be a file of a trail. */
record TrailObject(String bucket, TrailFile file) {

    /** An object by its whole key. */
    static TrailObject of(String bucket, String key, String version) {
        return new TrailObject(bucket, new TrailFile(StoredFile.of(key, version)));
    }
}
