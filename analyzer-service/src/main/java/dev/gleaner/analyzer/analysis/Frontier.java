package dev.gleaner.analyzer.analysis;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.store.Shelf;
import dev.gleaner.contracts.json.Json;
import dev.gleaner.contracts.signal.proto.SourceProgress;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How far the sources are complete, hence which hours can be judged. Event time only: no clock moves it. */
final class Frontier {

    private final Shelf shelf;
    private final Timing timing;
    private final Map<Place, Map<String, Reach>> reaches = new TreeMap<>();
    private final Map<Place, Map<Needs, Bounds>> bounds = new TreeMap<>();

    /** Starts from what is stored. */
    Frontier(Shelf shelf, Timing timing) {
        this.shelf = shelf;
        this.timing = timing;
        shelf.scan("", (key, row) -> put(Json.read(row, Reach.class)));
    }

    /**
     * Takes a report; says where it moved anything. A report never takes anything back, and one that names no place moves
     * nothing: what is nowhere goes by the reports of all other places.
     */
    Optional<Place> advance(SourceProgress report) {
        Place place = new Place(report.getAccount(), report.getRegion());
        if (place.equals(Place.NOWHERE)) {
            return Optional.empty();
        }
        @Nullable Reach known = reaches(place).get(report.getSource());
        Reach next = known == null ? Reach.first(report) : known.after(report);
        if (next.equals(known)) {
            return Optional.empty();
        }
        shelf.put(next.key(), Json.bytes(next));
        if (known != null && known.through() == next.through()) {
            reaches(place).put(next.source(), next);
            return Optional.empty();
        }
        put(next);
        return Optional.of(place);
    }

    /** What can be judged of a place, by what is needed for it. */
    Bounds bounds(Place place, Needs needs) {
        Map<Needs, Bounds> known = bounds.computeIfAbsent(place, key -> new HashMap<>());
        Bounds bound = known.get(needs);
        if (bound == null) {
            bound = place.equals(Place.NOWHERE)
                    ? Bounds.nowhere(newest(needs, Bounds::closed, Comparator.naturalOrder()), timing, needs)
                    : Bounds.of(place, reaches(place).values(), timing, needs);
            known.put(needs, bound);
        }
        return bound;
    }

    /** Everything that reported, by account, region and source. */
    List<Reach> reaches() {
        return reaches.values().stream().flatMap(one -> one.values().stream()).toList();
    }

    /** The newest hour that has ended everywhere that can be judged; null when that is nowhere. */
    @Nullable
    Hour ended(Needs needs) {
        return newest(needs, Bounds::ended, Comparator.reverseOrder());
    }

    private @Nullable Hour newest(Needs needs, Function<Bounds, @Nullable Hour> hour, Comparator<Hour> order) {
        return reaches.keySet().stream()
                .map(place -> hour.apply(bounds(place, needs)))
                .filter(Objects::nonNull)
                .max(order)
                .orElse(null);
    }

    private void put(Reach reach) {
        reaches(reach.place()).put(reach.source(), reach);
        bounds.remove(reach.place());
        bounds.remove(Place.NOWHERE);
    }

    private Map<String, Reach> reaches(Place place) {
        return reaches.computeIfAbsent(place, key -> new TreeMap<>());
    }
}
