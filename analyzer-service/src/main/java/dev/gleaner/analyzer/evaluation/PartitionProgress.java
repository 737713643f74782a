package dev.gleaner.analyzer.evaluation;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far one partition is.
 *
 * @param watermarks how far each source is complete
 * @param judgedThrough every hour up to then was judged, at least provisionally; null when none was
 * @param due how many hours wait to be judged
 */
public record PartitionProgress(
        List<SourceWatermark> watermarks, @Nullable Instant judgedThrough, long due) {

    public PartitionProgress {
        watermarks = List.copyOf(watermarks);
    }
}
