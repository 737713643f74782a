package dev.gleaner.contracts.finding;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the readings of the GPUs of an instance show, whether it has findings or not; keyed by the ARN of the instance.
 *
 * @param through event time up to which each GPU that was read lately has been read
 * @param gpus number of these GPUs
 * @param lastWork time of the last reading with an active GPU; absent when no such reading is known
 * @param lastProcess time of the last reading with an active GPU, or one held by a process; absent when no such reading is
 *     known
 * @param lastUnknown time of the last reading that does not show whether a GPU was active; absent when no such reading is
 *     known
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GpuActivity(
        Instant through,
        int gpus,
        @Nullable Instant lastWork,
        @Nullable Instant lastProcess,
        @Nullable Instant lastUnknown) {}
