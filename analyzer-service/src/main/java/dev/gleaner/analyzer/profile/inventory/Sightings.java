package dev.gleaner.analyzer.profile.inventory;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.contracts.Json;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * When a resource was seen, and how. Neither order nor repetition leaves a trace; what lies before the last final hour is
 * folded into one sighting.
 */
final class Sightings<F extends InventoryFacts> {

    private static final byte[] GONE = {'n', 'u', 'l', 'l'};

    private @Nullable Sighting<F> base;
    private final TreeMap<Long, Sighting<F>> open = new TreeMap<>();
    private final Set<Long> changed = new HashSet<>();

    Sightings(@Nullable Sighting<F> base) {
        this.base = base;
    }

    /**
     * Of those of an hour the first and the last stay: the last tells what held at its end, and only the first may be early
     * enough to tell of the time before.
     */
    void add(Sighting<F> sighting) {
        Sighting<F> same = open.get(sighting.time());
        if (same != null && !sighting.beats(same)) {
            return;
        }
        put(sighting.time(), sighting);
        Hour hour = Hour.knowing(sighting.time());
        NavigableMap<Long, Sighting<F>> hours =
                open.subMap(hour.start().toEpochMilli() + 1, true, hour.end().toEpochMilli(), true);
        Set.copyOf(hours.keySet()).stream()
                .filter(time -> time > hours.firstKey() && time < hours.lastKey())
                .forEach(time -> put(time, null));
    }

    /**
     * What held at the end of an hour. Before it was seen at all, what the first sighting showed, unless that sighting is
     * later than the horizon. The creation date that S3 tells does not matter: it moves when a bucket is edited (Amazon S3
     * API Reference, Bucket).
     */
    @Nullable
    F asOf(Hour hour, long horizon) {
        long end = hour.end().toEpochMilli();
        Map.Entry<Long, Sighting<F>> newest = open.floorEntry(end);
        Sighting<F> last = newest == null ? base : newest.getValue();
        if (last != null) {
            return last.facts();
        }
        if (open.isEmpty() || open.firstKey() > horizon) {
            return null;
        }
        return open.firstEntry().getValue().facts();
    }

    /** Folds what the hour and those before it brought. */
    void close(Hour hour) {
        while (!open.isEmpty() && open.firstKey() <= hour.end().toEpochMilli()) {
            base = open.firstEntry().getValue();
            put(open.firstKey(), null);
        }
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    @Nullable
    Sighting<F> base() {
        return base;
    }

    /** Puts back what was stored. */
    void restore(Sighting<F> sighting) {
        open.put(sighting.time(), sighting);
    }

    /** Hands out, by time, the facts that changed since the last call; null for what is to be deleted. */
    void drain(BiConsumer<Long, byte @Nullable []> rows) {
        changed.forEach(time -> {
            Sighting<F> sighting = open.get(time);
            rows.accept(time, sighting == null ? null : row(sighting.facts()));
        });
        changed.clear();
    }

    /** One that was seen gone is a JSON null. */
    private byte[] row(@Nullable F facts) {
        return facts == null ? GONE.clone() : Json.bytes(facts);
    }

    private void put(long time, @Nullable Sighting<F> sighting) {
        if (sighting == null) {
            open.remove(time);
        } else {
            open.put(time, sighting);
        }
        changed.add(time);
    }
}
