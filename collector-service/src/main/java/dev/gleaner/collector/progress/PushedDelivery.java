package dev.gleaner.collector.progress;

import dev.gleaner.contracts.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What a sender has sent once, and sends again until it is taken.
 *
 * @param id the same each time it is sent
 * @param sender who sends all of his in their order, the oldest first; empty where an older delivery may come after a newer one
 * @param oldest the time of the oldest that is in it, by stretch
 */
public record PushedDelivery(String source, String id, Optional<String> sender, Map<SourceScope, Instant> oldest) {

    /** The sender chooses the id, and its length. */
    private static final int ID_LIMIT = 200;

    public PushedDelivery {
        id = id.length() > ID_LIMIT ? Json.sha256(id.getBytes(StandardCharsets.UTF_8)) : id;
        oldest = Map.copyOf(oldest);
    }

    /** Whether the sender would have sent the other one again before this one, had it not been taken or given up. */
    boolean follows(PushedDelivery other) {
        return sender.isPresent()
                && sender.equals(other.sender)
                && source.equals(other.source)
                && other.oldest.entrySet().stream()
                        .noneMatch(entry -> entry.getValue().isAfter(oldest.getOrDefault(entry.getKey(), Instant.MIN)));
    }
}
