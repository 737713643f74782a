package dev.gleaner.actuator.approval.slack.outbound;

import dev.gleaner.actuator.approval.slack.client.MessageTransport;
import dev.gleaner.actuator.approval.slack.client.PostedMessage;
import dev.gleaner.actuator.approval.slack.client.SlackCallException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.persistence.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Posts a message at most once, as far as Slack allows. Slack has no idempotency key, so an attempt is recorded in the
 * row of the message before it is made, and its id is posted as metadata. If an attempt has no recorded end, Slack is
 * searched for that id before the message is posted again.
 */
@Singleton
record PostOnce(Mutiny.SessionFactory sessions) {

    /**
     * An attempt to post.
     *
     * @param id posted as metadata of the message
     * @param since when the attempt began
     * @param isOpen whether an earlier process made the attempt and did not record its end
     */
    record Attempt(String id, Instant since, boolean isOpen) {

        /** The attempt of this row whose end is not recorded. */
        static Optional<Attempt> of(Tuple row) {
            return Optional.ofNullable(row.get("posting", String.class))
                    .map(id -> new Attempt(
                            id, row.get("posting_at", OffsetDateTime.class).toInstant(), true));
        }
    }

    /**
     * Result of a post.
     *
     * @param isFound whether an earlier attempt had posted the message, which may then show an older content
     */
    record Outcome(PostedMessage posted, boolean isFound) {}

    /** Row of the message, note or digest that is posted. */
    record Row(String table, String condition, Map<String, Object> key) {

        static Row message(String target) {
            return new Row("slack_message", "target = :target", Map.of("target", target));
        }

        static Row note(long id) {
            return new Row("slack_note", "id = :id", Map.of("id", id));
        }

        static Row digest(String channel, String day) {
            return new Row(
                    "slack_digest",
                    "room = :room and day = cast(:day as date)",
                    Map.of("room", channel, "day", LocalDate.parse(day)));
        }
    }

    /** Returns the open attempt, or records a new one. */
    Uni<Attempt> begin(Row row, Optional<Attempt> open) {
        return open.map(attempt -> Uni.createFrom().item(attempt)).orElseGet(() -> begin(row));
    }

    private Uni<Attempt> begin(Row row) {
        String id = UUID.randomUUID().toString();
        return update(row, "posting = :posting, posting_at = now()", Map.of("posting", id))
                .replaceWith(() -> new Attempt(id, Instant.EPOCH, false));
    }

    /** Posts the message, unless an earlier attempt did. */
    static Uni<Outcome> post(MessageTransport to, Attempt attempt, MessageTransport.OutgoingMessage message) {
        return find(to, Optional.of(attempt).filter(Attempt::isOpen), message)
                .flatMap(found -> found.map(posted -> Uni.createFrom().item(new Outcome(posted, true)))
                        .orElseGet(() -> to.post(message).map(posted -> new Outcome(posted, false))));
    }

    /** Searches Slack for the message of an open attempt. */
    static Uni<Optional<PostedMessage>> find(
            MessageTransport to, Optional<Attempt> open, MessageTransport.OutgoingMessage message) {
        return open.map(attempt -> to.find(message, attempt.since()))
                .orElseGet(() -> Uni.createFrom().item(Optional.empty()));
    }

    /**
     * Records a failure and delays the next try, exponentially unless Slack named a pause. The attempt stays open unless
     * it is certain that Slack did nothing.
     */
    Uni<Void> recordFailure(Row row, SlackCallException failure) {
        String delay = failure.pause().isPresent()
                ? ""
                : ", attempts = attempts + 1,"
                        + " not_before = now() + make_interval(secs => least(300, power(2, least(attempts, 9) + 1)))";
        String posting = failure.isCertain() ? "posting = null, posting_at = null" : "posting = posting";
        return update(row, posting + delay, Map.of());
    }

    private Uni<Void> update(Row row, String change, Map<String, Object> parameters) {
        return sessions.withTransaction(session -> {
            var query =
                    session.createNativeQuery("update " + row.table() + " set " + change + " where " + row.condition());
            row.key().forEach(query::setParameter);
            parameters.forEach(query::setParameter);
            return query.executeUpdate().replaceWithVoid();
        });
    }
}
