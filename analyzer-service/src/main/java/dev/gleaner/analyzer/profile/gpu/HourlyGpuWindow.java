package dev.gleaner.analyzer.profile.gpu;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive hours of one GPU; an hour without readings is absent, not idle.
 *
 * @param uuid of the GPU
 * @param name of its model; empty when it is not known
 */
public record HourlyGpuWindow(String uuid, String name, List<@Nullable GpuHour> slots) {

    /** Whether any hour has readings. */
    public boolean isRead() {
        return slots.stream().anyMatch(Objects::nonNull);
    }
}
