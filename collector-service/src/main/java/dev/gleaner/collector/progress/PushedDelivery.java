package dev.gleaner.collector.progress;

import dev.gleaner.contracts.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A delivery whose sender repeats it until it is acknowledged.
 *
 * @param id the same for each repetition
 * @param sender if it sends its deliveries in order, the oldest first; empty if an older delivery may follow a newer
 *     one
 * @param oldest time of the oldest data, by scope
 */
public record PushedDelivery(String source, String id, Optional<String> sender, Map<SourceScope, Instant> oldest) {

    /** The sender chooses the id, of any length. */
    private static final int ID_LIMIT = 200;

    public PushedDelivery {
        id = id.length() > ID_LIMIT ? Json.sha256(id.getBytes(StandardCharsets.UTF_8)) : id;
        oldest = Map.copyOf(oldest);
    }

    /**
     * Whether the sender would have repeated the other delivery before this one, unless the other was acknowledged or
     * given up.
     */
    boolean follows(PushedDelivery other) {
        return sender.isPresent()
                && sender.equals(other.sender)
                && source.equals(other.source)
                && other.oldest.entrySet().stream()
                        .noneMatch(entry -> entry.getValue().isAfter(oldest.getOrDefault(entry.getKey(), Instant.MIN)));
    }
}
