package dev.gleaner.analyzer.profile;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A stretch of hours of one metric; an hour without points is absent, not zero. */
public final class MetricWindow {

    private final Hour from;
    private final @Nullable Slot[] slots;

    MetricWindow(Hour from, @Nullable Slot[] slots) {
        this.from = from;
        this.slots = slots;
    }

    /** The first hour. */
    public Hour from() {
        return from;
    }

    /** How many hours it spans. */
    public int hours() {
        return slots.length;
    }

    /** The hour at that place, from 0; null when no point came. */
    public @Nullable Slot slot(int place) {
        return slots[place];
    }

    /** The hours that have points. */
    public Stream<Slot> present() {
        return Arrays.stream(slots).filter(Objects::nonNull).map(Objects::requireNonNull);
    }

    /** How many hours have points. */
    public int count() {
        int count = 0;
        for (Slot slot : slots) {
            count += slot == null ? 0 : 1;
        }
        return count;
    }

    /** Part of the hours that have points, 0 to 1. */
    public double coverage() {
        return (double) count() / slots.length;
    }

    /** That many of its hours, from a place on. */
    public MetricWindow part(int place, int hours) {
        return new MetricWindow(from.plus(place), Arrays.copyOfRange(slots, place, place + hours));
    }
}
