package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.contracts.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How far back the calls of each name have been read in an account and region. The newest ones are read first. */
final class PastEventPosition {

    private final Instant from;
    private final Instant until;
    private final Map<String, Instant> reached;

    private PastEventPosition(Position kept) {
        this.from = kept.from();
        this.until = kept.until();
        this.reached = new TreeMap<>(kept.reached());
    }

    /** Nothing was read of this time. */
    static PastEventPosition of(Instant from, Instant until) {
        return new PastEventPosition(new Position(from, until, Map.of()));
    }

    /** Restores a checkpoint. */
    static PastEventPosition fromBytes(byte[] kept) {
        return new PastEventPosition(Json.read(kept, Position.class));
    }

    Instant from() {
        return from;
    }

    /** The end of what is still to be read of a name; empty if nothing is. */
    Optional<Instant> endOf(String name) {
        Instant end = reached.getOrDefault(name, until);
        return end.isAfter(from) ? Optional.of(end) : Optional.empty();
    }

    /** Everything of a name was read from this time on. */
    void reach(String name, Instant time) {
        reached.merge(name, time, (one, other) -> one.isBefore(other) ? one : other);
    }

    /** Everything of a name was read, or will not be. */
    void finish(String name) {
        reached.put(name, from);
    }

    /** Which share of the time of these names was read, 0 to 1. */
    double share(List<String> names) {
        double all = until.toEpochMilli() - from.toEpochMilli();
        double read = names.stream()
                .mapToLong(name ->
                        until.toEpochMilli() - reached.getOrDefault(name, until).toEpochMilli())
                .sum();
        return names.isEmpty() ? 1 : read / all / names.size();
    }

    byte[] toBytes() {
        return Json.bytes(new Position(from, until, Map.copyOf(reached)));
    }

    /** Stored form. */
    record Position(Instant from, Instant until, Map<String, Instant> reached) {}
}
