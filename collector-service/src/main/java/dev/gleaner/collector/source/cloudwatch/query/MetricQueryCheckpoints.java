package dev.gleaner.collector.source.cloudwatch.query;

import dev.gleaner.collector.kafka.CheckpointReader;
import dev.gleaner.collector.kafka.KafkaPublisher;
import dev.gleaner.collector.metric.MetricTarget;
import dev.gleaner.collector.progress.SourceScope;
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

/** Up to when each resource has been requested. Stored across restarts, because repeated requests cost money. */
@ApplicationScoped
class MetricQueryCheckpoints {

    private final CheckpointReader checkpointReader;
    private final KafkaPublisher publisher;
    private final Map<SourceScope, Map<String, Instant>> byRegion = new ConcurrentHashMap<>();
    private final Map<String, Map<String, byte[]>> kept = new ConcurrentHashMap<>();

    MetricQueryCheckpoints(CheckpointReader checkpointReader, KafkaPublisher publisher) {
        this.checkpointReader = checkpointReader;
        this.publisher = publisher;
    }

    /** Empty for a resource that was never requested. */
    Optional<Instant> find(SourceScope region, String id) {
        return Optional.ofNullable(region(region).get(id));
    }

    /**
     * To be called only after Kafka has acknowledged the data.
     *
     * @param all resources of the region; others are forgotten
     */
    void advance(SourceScope region, Collection<MetricTarget> answered, Collection<MetricTarget> all, Instant until) {
        Map<String, Instant> untilById = region(region);
        answered.forEach(target -> untilById.put(target.id(), until));
        Set<String> known = all.stream().map(MetricTarget::id).collect(Collectors.toSet());
        untilById.keySet().retainAll(known);
        publisher.publishCheckpoint(key(region), Json.bytes(new Position(Map.copyOf(untilById))));
    }

    private Map<String, Instant> region(SourceScope region) {
        return byRegion.computeIfAbsent(region, key -> {
            byte[] position = kept(region.source()).get(key(region));
            return new TreeMap<>(
                    position == null
                            ? Map.of()
                            : Json.read(position, Position.class).until());
        });
    }

    /** Reads the checkpoints of all accounts and regions at once. */
    private Map<String, byte[]> kept(String source) {
        return kept.computeIfAbsent(source, key -> checkpointReader.findByPrefix(key + " "));
    }

    private static String key(SourceScope region) {
        return region.source() + " " + region.account() + " " + region.region();
    }

    /** Stored form. */
    record Position(Map<String, Instant> until) {}
}
