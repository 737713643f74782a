package dev.gleaner.local.estate;

import java.time.Instant;
import java.util.List;
import java.util.TreeMap;

/** When an instance ran. */
final class Lifetime {

    private final TreeMap<Instant, Boolean> runningFrom = new TreeMap<>();

    private Lifetime() {}

    /** Of a resource and what happened to it, in time order. */
    static Lifetime of(Resource resource, List<Occurrence> occurrences, Instant end) {
        Lifetime lifetime = new Lifetime();
        lifetime.runningFrom.put(Instant.MIN, lifetime.ranBefore(resource, occurrences));
        if (resource.created() != null) {
            lifetime.runningFrom.put(Instant.MIN, false);
            lifetime.runningFrom.put(resource.created().at(end), true);
        }
        for (Occurrence occurrence : occurrences) {
            switch (occurrence.event().name()) {
                case RUN_INSTANCES -> {
                    lifetime.runningFrom.put(Instant.MIN, false);
                    lifetime.runningFrom.put(occurrence.at(), true);
                }
                case START_INSTANCES -> lifetime.runningFrom.put(occurrence.at(), true);
                case STOP_INSTANCES, TERMINATE_INSTANCES -> lifetime.runningFrom.put(occurrence.at(), false);
                case CREATE_TAGS -> {}
            }
        }
        return lifetime;
    }

    boolean ranAt(Instant time) {
        return runningFrom.floorEntry(time).getValue();
    }

    /** Nothing known of the time before: what the first call found, or what it is at the end. */
    private boolean ranBefore(Resource resource, List<Occurrence> occurrences) {
        return occurrences.stream()
                .map(o -> o.event().name())
                .filter(name -> name != Call.CREATE_TAGS && name != Call.RUN_INSTANCES)
                .findFirst()
                .map(name -> name != Call.START_INSTANCES)
                .orElse(resource.state() == State.RUNNING);
    }
}
