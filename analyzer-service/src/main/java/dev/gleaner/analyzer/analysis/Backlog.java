package dev.gleaner.analyzer.analysis;

import dev.gleaner.analyzer.profile.Hour;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The resources of a partition, and those of them that have hours to judge, in the order of their names. */
final class Backlog {

    private final Map<Place, TreeMap<String, Hour>> residents = new TreeMap<>();
    private final Map<Place, TreeSet<String>> arrivals = new TreeMap<>();
    private final TreeMap<String, Place> waiting = new TreeMap<>();

    /** Notes the first hour of a resource that is not final. */
    void put(Place place, String resource, Hour next) {
        residents.computeIfAbsent(place, key -> new TreeMap<>()).put(resource, next);
    }

    /** Notes that a resource came of which nothing was said yet. */
    void putNew(Place place, String resource) {
        arrivals.computeIfAbsent(place, key -> new TreeSet<>()).add(resource);
    }

    void remove(Place place, String resource) {
        residents.getOrDefault(place, new TreeMap<>()).remove(resource);
        arrivals.getOrDefault(place, new TreeSet<>()).remove(resource);
        waiting.remove(resource);
    }

    boolean isEmpty() {
        return residents.values().stream().allMatch(Map::isEmpty);
    }

    /** Everything in that place has hours to judge. */
    void enqueue(Place place) {
        residents.getOrDefault(place, new TreeMap<>()).keySet().forEach(resource -> waiting.put(resource, place));
        arrivals.remove(place);
    }

    /** What came to that place since the last time has hours to judge. */
    void enqueueNew(Place place) {
        arrivals.getOrDefault(place, new TreeSet<>()).forEach(resource -> waiting.put(resource, place));
        arrivals.remove(place);
    }

    @Nullable
    String first() {
        return waiting.isEmpty() ? null : waiting.firstKey();
    }

    void done(String resource) {
        waiting.remove(resource);
    }

    /** How many hours wait to be judged. */
    long due(Function<Place, Bounds> bounds) {
        TreeSet<Place> places = new TreeSet<>(waiting.values());
        return places.stream()
                .mapToLong(place -> due(place, bounds.apply(place)))
                .sum();
    }

    private long due(Place place, Bounds bounds) {
        Hour closed = bounds.closed();
        return residents.getOrDefault(place, new TreeMap<>()).entrySet().stream()
                .filter(resident -> waiting.containsKey(resident.getKey()))
                .mapToLong(resident -> 1 + hours(resident.getValue(), closed))
                .sum();
    }

    private static long hours(Hour next, @Nullable Hour closed) {
        return closed == null ? 0 : Math.max(0, closed.number() - next.number() + 1);
    }
}
