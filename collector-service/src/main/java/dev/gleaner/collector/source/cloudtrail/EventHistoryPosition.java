package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.contracts.Json;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.cloudtrail.model.Event;

/**
 * How far an event history has been read: a time up to which it is complete, and the events after it that were already
 * read. Later reads repeat that period, as events may still be added to it.
 */
final class EventHistoryPosition {

    /** The position has to fit into one Kafka record. Events that are left out are published twice after a restart. */
    private static final int MOST = 10_000;

    private final Map<String, Instant> seen;
    private Instant through;

    private EventHistoryPosition(Instant through, Map<String, Instant> seen) {
        this.through = through;
        this.seen = new LinkedHashMap<>(seen);
    }

    /** A history that is not read before this time. */
    static EventHistoryPosition startingAt(Instant through) {
        return new EventHistoryPosition(through, Map.of());
    }

    /** Restores a checkpoint. */
    static EventHistoryPosition fromBytes(byte[] kept) {
        Position position = Json.read(kept, Position.class);
        return new EventHistoryPosition(position.through(), position.seen());
    }

    Instant through() {
        return through;
    }

    /** The events that were not read before. */
    List<Event> filterNew(List<Event> events) {
        return events.stream()
                .filter(event -> !seen.containsKey(event.eventId()))
                .toList();
    }

    /** To be called only after Kafka has acknowledged the events. */
    void add(List<Event> events) {
        events.forEach(event -> seen.put(event.eventId(), event.eventTime()));
    }

    /**
     * Everything up to this time was read. LookupEvents includes both ends of a window, so that the events of its last
     * second are kept.
     */
    void advance(Instant until) {
        if (until.isAfter(through)) {
            through = until;
            seen.values().removeIf(time -> time.isBefore(until));
        }
    }

    byte[] toBytes() {
        return Json.bytes(new Position(through, newest()));
    }

    private Map<String, Instant> newest() {
        return seen.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(MOST)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Stored form. */
    record Position(Instant through, Map<String, Instant> seen) {}
}
