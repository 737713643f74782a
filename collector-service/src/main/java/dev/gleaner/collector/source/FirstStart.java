package dev.gleaner.collector.source;

import dev.gleaner.collector.kafka.CheckpointReader;
import dev.gleaner.collector.kafka.KafkaPublisher;
import dev.gleaner.contracts.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether the past that AWS keeps is of use: only where nothing was read before, as an hour that is final ignores what comes later. It is
 * decided at the first start and stored, so that a start that was interrupted goes on.
 */
@ApplicationScoped
public class FirstStart {

    private static final String KEY = "first-start";

    /** Stored by every collector that ever requested metrics, also by those of releases without {@link #KEY}. */
    private static final String EARLIER = "get-metric-data-spent";

    private final CheckpointReader checkpoints;
    private final KafkaPublisher publisher;
    private final Clock clock;
    private @Nullable Start start;

    /** Decides with these checkpoints. */
    public FirstStart(CheckpointReader checkpoints, KafkaPublisher publisher, Clock clock) {
        this.checkpoints = checkpoints;
        this.publisher = publisher;
        this.clock = clock;
    }

    /** Whether the past is to be read. Called before any source is polled for the first time. */
    public synchronized boolean readsThePast() {
        Start known = start;
        if (known == null) {
            known = decide();
            start = known;
        }
        return known.readsThePast();
    }

    private Start decide() {
        byte[] kept = checkpoints.findByPrefix(KEY).get(KEY);
        if (kept != null) {
            return Json.read(kept, Start.class);
        }
        Map<String, byte[]> earlier = checkpoints.findByPrefix(EARLIER);
        Start decided = new Start(clock.instant(), earlier.isEmpty());
        publisher.publishCheckpoint(KEY, Json.bytes(decided));
        return decided;
    }

    /** Stored form. */
    record Start(Instant at, boolean readsThePast) {}
}
