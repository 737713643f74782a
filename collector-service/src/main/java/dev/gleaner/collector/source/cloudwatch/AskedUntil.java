package dev.gleaner.collector.source.cloudwatch;

import dev.gleaner.collector.checkpoint.Checkpoints;
import dev.gleaner.collector.fleet.Fleet;
import dev.gleaner.collector.publish.Publisher;
import dev.gleaner.contracts.json.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Until when each instance has been asked for. Kept over restarts: asking again costs again. */
@ApplicationScoped
class AskedUntil {

    private static final String KEY = "get-metric-data ";

    private final Checkpoints checkpoints;
    private final Publisher publisher;
    private final Map<String, Map<String, Instant>> byRegion = new ConcurrentHashMap<>();
    private @Nullable Map<String, byte[]> kept;

    AskedUntil(Checkpoints checkpoints, Publisher publisher) {
        this.checkpoints = checkpoints;
        this.publisher = publisher;
    }

    /** Empty for an instance that never was asked for. */
    Optional<Instant> of(Fleet.Region region, Fleet.Member instance) {
        return Optional.ofNullable(region(region).get(instance.id()));
    }

    /** Call only after Kafka has acknowledged what was answered. Forgets instances that are no more. */
    void advance(Fleet.Region region, Collection<Fleet.Member> asked, Instant until) {
        Map<String, Instant> instances = region(region);
        asked.forEach(instance -> instances.put(instance.id(), until));
        Set<String> known = region.instances().stream().map(Fleet.Member::id).collect(Collectors.toSet());
        instances.keySet().retainAll(known);
        publisher.checkpoint(key(region), Json.bytes(new Position(Map.copyOf(instances))));
    }

    private Map<String, Instant> region(Fleet.Region region) {
        return byRegion.computeIfAbsent(key(region), key -> {
            byte[] position = kept().get(key);
            return new TreeMap<>(
                    position == null
                            ? Map.of()
                            : Json.read(position, Position.class).until());
        });
    }

    /** All regions of all accounts in one reading. */
    private synchronized Map<String, byte[]> kept() {
        Map<String, byte[]> known = kept;
        if (known == null) {
            known = checkpoints.startingWith(KEY);
            kept = known;
        }
        return known;
    }

    private static String key(Fleet.Region region) {
        return KEY + region.account() + " " + region.name();
    }

    /** The form in which it is kept. */
    record Position(Map<String, Instant> until) {}
}
