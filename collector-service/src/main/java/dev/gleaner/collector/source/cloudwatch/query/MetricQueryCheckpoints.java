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
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Up to when each resource has been requested. Stored across restarts, because repeated requests cost money. */
@ApplicationScoped
class MetricQueryCheckpoints {

    /** Stands for all resources of a region, whichever there will be. No id of AWS is this. */
    private static final String ALL = "*";

    private static final byte[] NOTHING = Json.bytes(new Position(Map.of()));

    private final CheckpointReader checkpointReader;
    private final KafkaPublisher publisher;
    private final Map<SourceScope, Map<String, Instant>> byRegion = new ConcurrentHashMap<>();
    private final Map<String, Map<String, byte[]>> kept = new ConcurrentHashMap<>();

    /** Number of the last part of a region that was stored by itself. */
    private final Map<SourceScope, Integer> parts = new ConcurrentHashMap<>();

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
        publish(region, untilById);
    }

    /**
     * Stores some of the resources of a long reading by themselves, so that nothing is requested again if it is interrupted. To be called only
     * after Kafka has acknowledged the data; {@link #advance} takes their place.
     */
    void addPart(SourceScope region, Collection<MetricTarget> answered, Instant until) {
        Map<String, Instant> part =
                answered.stream().collect(Collectors.toMap(MetricTarget::id, target -> until, (one, other) -> one));
        region(region).putAll(part);
        publisher.publishCheckpoint(
                partKey(region, parts.merge(region, 1, Integer::sum)), Json.bytes(new Position(part)));
    }

    /** Records that nothing of a region has to be read any more, whichever resources there will be. */
    void finish(SourceScope region, Instant until) {
        Map<String, Instant> untilById = region(region);
        untilById.clear();
        untilById.put(ALL, until);
        publish(region, untilById);
    }

    /** Whether nothing of a region has to be read any more. */
    boolean isFinished(SourceScope region) {
        return region(region).containsKey(ALL);
    }

    private void publish(SourceScope region, Map<String, Instant> untilById) {
        publisher.publishCheckpoint(key(region), Json.bytes(new Position(Map.copyOf(untilById))));
        Integer last = parts.remove(region);
        if (last != null) {
            publisher.publishCheckpoints(IntStream.rangeClosed(1, last)
                    .boxed()
                    .collect(Collectors.toMap(number -> partKey(region, number), number -> NOTHING)));
        }
    }

    private Map<String, Instant> region(SourceScope region) {
        return byRegion.computeIfAbsent(region, key -> {
            Map<String, byte[]> stored = kept(region.source());
            Map<String, Instant> untilById = new TreeMap<>(read(stored.get(key(region))));
            for (int number = 1; stored.containsKey(partKey(region, number)); number++) {
                Map<String, Instant> part = read(stored.get(partKey(region, number)));
                if (!part.isEmpty()) {
                    part.forEach((id, until) ->
                            untilById.merge(id, until, (one, other) -> one.isAfter(other) ? one : other));
                    parts.put(region, number);
                }
            }
            return untilById;
        });
    }

    private static Map<String, Instant> read(byte @Nullable [] position) {
        return position == null ? Map.of() : Json.read(position, Position.class).until();
    }

    /** Reads the checkpoints of all accounts and regions at once. */
    private Map<String, byte[]> kept(String source) {
        return kept.computeIfAbsent(source, key -> checkpointReader.findByPrefix(key + " "));
    }

    private static String partKey(SourceScope region, int number) {
        return key(region) + " " + number;
    }

    private static String key(SourceScope region) {
        return region.source() + " " + region.account() + " " + region.region();
    }

    /** Stored form. */
    record Position(Map<String, Instant> until) {}
}
