package dev.gleaner.local.estate;

import java.util.ArrayList;
import java.util.List;

/**
 * A made or recorded world: instances, what they measured, what happened to them, and what has to be found. Times may
 * be relative to its end; {@code docs/estate.md} describes the JSON form.
 *
 * @param seed of everything random in it: noise, ids, delivery times
 * @param days of history before the end
 */
public record Estate(
        String name,
        long seed,
        int days,
        List<Resource> resources,
        List<Series> series,
        List<Cards> cards,
        List<Event> events,
        Truth truth) {

    /** Days of history unless the file says otherwise. */
    public static final int DEFAULT_DAYS = 14;

    public Estate {
        days = days == 0 ? DEFAULT_DAYS : days;
        resources = List.copyOf(resources);
        series = series == null ? List.of() : List.copyOf(series);
        cards = cards == null ? List.of() : List.copyOf(cards);
        events = events == null ? List.of() : List.copyOf(events);
        truth = truth == null ? Truth.nothing() : truth;
    }

    /** One without GPU hosts whose cards are read. */
    public Estate(
            String name,
            long seed,
            int days,
            List<Resource> resources,
            List<Series> series,
            List<Event> events,
            Truth truth) {
        this(name, seed, days, resources, series, List.of(), events, truth);
    }

    /** The resource of that name; {@link IllegalArgumentException} when there is none. */
    public Resource require(String logicalName) {
        return resources.stream()
                .filter(resource -> resource.name().equals(logicalName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("not in estate " + name + ": " + logicalName));
    }

    /** The same with more that happened. */
    public Estate with(List<Event> more) {
        List<Event> all = new ArrayList<>(events);
        all.addAll(more);
        return new Estate(name, seed, days, resources, series, cards, all, truth);
    }
}
