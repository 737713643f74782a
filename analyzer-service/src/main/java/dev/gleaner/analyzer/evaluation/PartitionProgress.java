package dev.gleaner.analyzer.evaluation;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Progress of one partition.
 *
 * @param watermarks of all sources
 * @param judgedThrough time up to which every hour was evaluated, at least provisionally, of what is not listed once a day or less;
 *     null when there is none
 * @param due number of hours that are due
 */
public record PartitionProgress(
        List<SourceWatermark> watermarks, @Nullable Instant judgedThrough, long due) {

    public PartitionProgress {
        watermarks = List.copyOf(watermarks);
    }
}
