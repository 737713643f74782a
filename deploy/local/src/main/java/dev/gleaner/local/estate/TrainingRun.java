package dev.gleaner.local.estate;

import static com.fasterxml.jackson.annotation.JsonFormat.Shape.STRING;

import com.fasterxml.jackson.annotation.JsonFormat;
import dev.gleaner.local.estate.series.EstateTime;
import java.time.Duration;

/**
 * A training run whose checkpoints an instance saves in a bucket, at equal intervals until the end of the estate. S3 data events show the
 * objects that it writes.
 *
 * @param instance logical name of the instance, which saves while it runs
 * @param bucket in which it is saved
 * @param run what the keys of all of its checkpoints begin with, such as {@code llm/}
 * @param every time between two checkpoints, counted from 1970-01-01T00:00Z
 * @param since the time of the first checkpoint
 * @param size of a checkpoint in bytes
 */
public record TrainingRun(
        String instance,
        String bucket,
        String run,
        @JsonFormat(shape = STRING) Duration every,
        EstateTime since,
        long size) {}
