package dev.gleaner.analyzer.profile;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of hours of one card; an hour without readings is absent, not idle.
 *
 * @param uuid of the card
 * @param name of its model; empty when it was not told
 */
public record CardWindow(String uuid, String name, List<@Nullable CardSlot> slots) {

    /** The hours that have at least that many readings. */
    public Stream<CardSlot> present(int readings) {
        return slots.stream()
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .filter(slot -> slot.readings() >= readings);
    }

    /** Part of the hours that have at least that many readings, 0 to 1. */
    public double coverage(int readings) {
        return (double) present(readings).count() / slots.size();
    }

    /** Whether it was read at all. */
    public boolean isRead() {
        return slots.stream().anyMatch(Objects::nonNull);
    }
}
