package dev.gleaner.analyzer.profile;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of hours of one card; an hour without readings is absent, not idle.
 *
 * @param uuid of the card
 * @param name of its model; empty when it was not told
 */
public record HourlyGpuWindow(String uuid, String name, List<@Nullable GpuHour> slots) {

    /** Whether it was read at all. */
    public boolean isRead() {
        return slots.stream().anyMatch(Objects::nonNull);
    }
}
