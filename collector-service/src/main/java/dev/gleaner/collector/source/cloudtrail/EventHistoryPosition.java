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
 * How far an event history has been read: up to when all has come, and which events have come already of what is younger.
 * Those are asked for again, as others may still come between them.
 */
final class EventHistoryPosition {

    /** What is kept has to fit into one record of Kafka; who is left out is sent twice after a restart. */
    private static final int MOST = 10_000;

    private final Map<String, Instant> seen;
    private Instant through;

    private EventHistoryPosition(Instant through, Map<String, Instant> seen) {
        this.through = through;
        this.seen = new LinkedHashMap<>(seen);
    }

    /** Nothing has been read before this time, and nothing of it is wanted. */
    static EventHistoryPosition startingAt(Instant through) {
        return new EventHistoryPosition(through, Map.of());
    }

    /** As it was kept. */
    static EventHistoryPosition fromBytes(byte[] kept) {
        Position position = Json.read(kept, Position.class);
        return new EventHistoryPosition(position.through(), position.seen());
    }

    Instant through() {
        return through;
    }

    /** Those that have not come before. */
    List<Event> filterNew(List<Event> events) {
        return events.stream()
                .filter(event -> !seen.containsKey(event.eventId()))
                .toList();
    }

    /** Call only after Kafka has acknowledged them. */
    void add(List<Event> events) {
        events.forEach(event -> seen.put(event.eventId(), event.eventTime()));
    }

    /** All up to this time has come. Both ends of what is asked for belong to it, so that its last second stays known. */
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

    /** The form in which it is kept. */
    record Position(Instant through, Map<String, Instant> seen) {}
}
