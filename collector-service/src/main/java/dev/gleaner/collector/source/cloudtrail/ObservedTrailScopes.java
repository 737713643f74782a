package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.collector.kafka.CheckpointReader;
import dev.gleaner.collector.kafka.KafkaPublisher;
import dev.gleaner.collector.progress.SourceScope;
import dev.gleaner.collector.source.cloudtrail.record.TrailFileName;
import dev.gleaner.contracts.Json;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Accounts and regions of which files have arrived. Stored as a checkpoint, because an empty queue names none. */
final class ObservedTrailScopes {

    private final String source;
    private final String key;
    private final CheckpointReader checkpointReader;
    private final KafkaPublisher publisher;
    private @Nullable Set<SourceScope> scopes;
    private boolean grown;

    ObservedTrailScopes(String source, String place, CheckpointReader checkpointReader, KafkaPublisher publisher) {
        this.source = source;
        this.key = source + " " + place;
        this.checkpointReader = checkpointReader;
        this.publisher = publisher;
    }

    /** Adds the scope of a file that was read. */
    void add(TrailFileName file) {
        file.delivery()
                .map(delivery -> new SourceScope(source, delivery.account(), delivery.region()))
                .ifPresent(sourceScope -> grown |= known().add(sourceScope));
    }

    /** All scopes; new ones are stored first. */
    List<SourceScope> saveNewAndGetAll() {
        List<SourceScope> all = List.copyOf(known());
        if (grown) {
            publisher.publishCheckpoint(key, Json.bytes(new Position(all)));
            grown = false;
        }
        return all;
    }

    private Set<SourceScope> known() {
        if (scopes == null) {
            scopes = new LinkedHashSet<>(checkpointReader
                    .find(key)
                    .map(kept -> Json.read(kept, Position.class).stretches())
                    .orElse(List.of()));
        }
        return scopes;
    }

    /** Stored form. */
    record Position(List<SourceScope> stretches) {}
}
