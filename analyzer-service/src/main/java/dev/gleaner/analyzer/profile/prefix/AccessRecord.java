package dev.gleaner.analyzer.profile.prefix;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When the folders of a bucket were last read or written, and since when that is recorded.
 *
 * @param recordedSince from when on all accesses are known: CloudTrail was complete without a gap, and there was an access to some object of
 *     the bucket at least once a week, without which data events may not have been recorded; null if that does not hold
 */
public record AccessRecord(@Nullable Instant recordedSince, FolderAccessTimes folders) {

    /** Nothing is known. */
    public static final AccessRecord NONE = new AccessRecord(null, new FolderAccessTimes());
}
