package dev.gleaner.actuator.approval.slack;

import jakarta.persistence.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * An attempt to post.
 *
 * @param id travels with what is posted
 * @param since when it began
 * @param isOpen whether an earlier one ended nobody knows how
 */
record Attempt(String id, Instant since, boolean isOpen) {

    /** The one that was begun and not ended. */
    static Optional<Attempt> of(Tuple row) {
        return Optional.ofNullable(row.get("posting", String.class))
                .map(id -> new Attempt(
                        id, row.get("posting_at", OffsetDateTime.class).toInstant(), true));
    }
}
