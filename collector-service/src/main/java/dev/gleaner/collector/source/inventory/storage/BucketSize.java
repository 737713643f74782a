package dev.gleaner.collector.source.inventory.storage;

import java.util.Optional;

/**
 * How large a bucket is; absent where CloudWatch has no point.
 *
 * @param standardBytes bytes in the class Standard
 * @param objects objects of all classes, versions and parts of uploads among them
 */
record BucketSize(Optional<Long> standardBytes, Optional<Long> objects) {

    static final BucketSize UNKNOWN = new BucketSize(Optional.empty(), Optional.empty());
}
