package dev.gleaner.collector.source.cloudtrail;

/** An object of a bucket that may be a file of a trail. */
record TrailObject(String bucket, TrailFile file) {

    /** An object by its whole key. */
    static TrailObject of(String bucket, String key, String version) {
        int slash = key.lastIndexOf('/') + 1;
        return new TrailObject(bucket, new TrailFile(key.substring(0, slash), key.substring(slash), version));
    }
}
