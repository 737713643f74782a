package dev.gleaner.analyzer.analysis;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.Subject;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Which progress of a recording closes the hours of one kind, and where its subjects are in the end. */
final class Closings<T extends Subject> {

    private final Kind<T> kind;
    private final Map<Place, TreeMap<Hour, Integer>> closings = new HashMap<>();
    private final Map<String, Place> places = new HashMap<>();

    Closings(Kind<T> kind) {
        this.kind = kind;
    }

    /** Takes note of a progress at that place in the list. */
    void note(Place where, Frontier frontier, int place) {
        Hour closed = frontier.bounds(where, kind.needs()).closed();
        if (closed != null) {
            closings.computeIfAbsent(where, key -> new TreeMap<>()).putIfAbsent(closed, place);
        }
    }

    /** Takes note of where a subject is by a signal about it. */
    void locate(Signal signal) {
        Arn resource = Arn.parse(signal.getResource());
        kind.key(resource).ifPresent(key -> {
            Place place = kind.place(kind.form().blank(key), signal);
            places.merge(key, place, (one, other) -> other.equals(Place.NOWHERE) ? one : other);
        });
    }

    /** The place of the first progress that closes the earliest hour of a signal; empty when it keeps none, or none does. */
    Optional<Integer> of(Signal signal) {
        Arn resource = Arn.parse(signal.getResource());
        return kind.key(resource)
                .filter(key -> kind.keeps(signal))
                .map(key ->
                        closings.getOrDefault(places.get(key), new TreeMap<>()).ceilingEntry(kind.earliest(signal)))
                .map(Map.Entry::getValue);
    }
}
