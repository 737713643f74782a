package dev.gleaner.analyzer.profile.instance;

import dev.gleaner.analyzer.profile.Hour;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Consecutive hours of one metric; an hour without points is absent, not zero. */
public final class HourlyMetricWindow {

    private final Hour from;
    private final List<@Nullable MetricHour> slots;

    HourlyMetricWindow(Hour from, List<@Nullable MetricHour> slots) {
        this.from = from;
        this.slots = slots;
    }

    /** The first hour. */
    public Hour from() {
        return from;
    }

    /** Number of hours. */
    public int hours() {
        return slots.size();
    }

    /** The hour at that place, from 0; null when no point came. */
    public @Nullable MetricHour slot(int place) {
        return slots.get(place);
    }

    /** The hours that have points. */
    public Stream<MetricHour> present() {
        return slots.stream().filter(Objects::nonNull).map(Objects::requireNonNull);
    }

    /** How many hours have points. */
    public int count() {
        int count = 0;
        for (MetricHour metricHour : slots) {
            count += metricHour == null ? 0 : 1;
        }
        return count;
    }

    /** Part of the hours that have points, 0 to 1. */
    public double coverage() {
        return (double) count() / slots.size();
    }

    /** That many of its hours, from a place on. */
    public HourlyMetricWindow part(int place, int hours) {
        return new HourlyMetricWindow(from.plus(place), slots.subList(place, place + hours));
    }
}
