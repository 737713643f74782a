package dev.gleaner.actuator.approval.slack.client;

import io.smallrye.mutiny.Uni;
import jakarta.persistence.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** Posts once, as far as can be told. */
public final class PostOnce {

    private PostOnce() {}

    /**
     * What an attempt came to.
     *
     * @param isFound whether it was there already, and may show what was to be told then
     */
    public record Outcome(PostedMessage posted, boolean isFound) {}

    /** Posts it, unless an earlier attempt did. */
    public static Uni<Outcome> post(
            MessageTransport to, Attempt attempt, MessageTransport.OutgoingMessage outgoingMessage) {
        return find(to, Optional.of(attempt).filter(Attempt::isOpen), outgoingMessage)
                .flatMap(found -> found.map(posted -> Uni.createFrom().item(new Outcome(posted, true)))
                        .orElseGet(() -> to.post(outgoingMessage).map(posted -> new Outcome(posted, false))));
    }

    /** What an attempt posted that was begun and not ended. */
    public static Uni<Optional<PostedMessage>> find(
            MessageTransport to, Optional<Attempt> open, MessageTransport.OutgoingMessage outgoingMessage) {
        return open.map(attempt -> to.find(outgoingMessage, attempt.since()))
                .orElseGet(() -> Uni.createFrom().item(Optional.empty()));
    }

    /**
     * An attempt to post.
     *
     * @param id travels with what is posted
     * @param since when it began
     * @param isOpen whether an earlier one ended nobody knows how
     */
    public record Attempt(String id, Instant since, boolean isOpen) {

        /** The one that was begun and not ended. */
        public static Optional<Attempt> of(Tuple row) {
            return Optional.ofNullable(row.get("posting", String.class))
                    .map(id -> new Attempt(
                            id, row.get("posting_at", OffsetDateTime.class).toInstant(), true));
        }
    }
}
