package dev.gleaner.collector.source.cloudwatch;

import dev.gleaner.collector.checkpoint.Checkpoints;
import dev.gleaner.collector.progress.Stretch;
import dev.gleaner.collector.publish.Publisher;
import dev.gleaner.contracts.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Until when each thing has been asked for. Kept over restarts: asking again costs again. */
@ApplicationScoped
class AskedUntil {

    private final Checkpoints checkpoints;
    private final Publisher publisher;
    private final Map<Stretch, Map<String, Instant>> byRegion = new ConcurrentHashMap<>();
    private final Map<String, Map<String, byte[]>> kept = new ConcurrentHashMap<>();

    AskedUntil(Checkpoints checkpoints, Publisher publisher) {
        this.checkpoints = checkpoints;
        this.publisher = publisher;
    }

    /** Empty for a thing that never was asked for. */
    Optional<Instant> of(Stretch region, String id) {
        return Optional.ofNullable(region(region).get(id));
    }

    /**
     * Call only after Kafka has acknowledged what was answered.
     *
     * @param all that there is in the region; what is no more is forgotten
     */
    void advance(Stretch region, Collection<Measured> asked, Collection<Measured> all, Instant until) {
        Map<String, Instant> things = region(region);
        asked.forEach(thing -> things.put(thing.id(), until));
        Set<String> known = all.stream().map(Measured::id).collect(Collectors.toSet());
        things.keySet().retainAll(known);
        publisher.checkpoint(key(region), Json.bytes(new Position(Map.copyOf(things))));
    }

    private Map<String, Instant> region(Stretch region) {
        return byRegion.computeIfAbsent(region, key -> {
            byte[] position = kept(region.source()).get(key(region));
            return new TreeMap<>(
                    position == null
                            ? Map.of()
                            : Json.read(position, Position.class).until());
        });
    }

    /** All regions of all accounts in one reading. */
    private Map<String, byte[]> kept(String source) {
        return kept.computeIfAbsent(source, key -> checkpoints.startingWith(key + " "));
    }

    private static String key(Stretch region) {
        return region.source() + " " + region.account() + " " + region.region();
    }

    /** The form in which it is kept. */
    record Position(Map<String, Instant> until) {}
}
