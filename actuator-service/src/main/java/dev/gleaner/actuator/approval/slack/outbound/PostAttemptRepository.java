package dev.gleaner.actuator.approval.slack.outbound;

import dev.gleaner.actuator.approval.slack.client.PostOnce;
import dev.gleaner.actuator.approval.slack.client.SlackCallException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Attempts to post, written down before they are made. Slack has no key that makes a repetition harmless: whoever finds
 * an open attempt looks in Slack before posting again (pnp/copilot-adoption-bot#28).
 */
@ApplicationScoped
class PostAttemptRepository {

    private final Mutiny.SessionFactory sessions;

    PostAttemptRepository(Mutiny.SessionFactory sessions) {
        this.sessions = sessions;
    }

    /** The row that is about what is posted. */
    record Place(String table, String condition, Map<String, Object> key) {

        static Place message(String target) {
            return new Place("slack_message", "target = :target", Map.of("target", target));
        }

        static Place note(long id) {
            return new Place("slack_note", "id = :id", Map.of("id", id));
        }

        static Place digest(String room, String day) {
            return new Place(
                    "slack_digest",
                    "room = :room and day = cast(:day as date)",
                    Map.of("room", room, "day", LocalDate.parse(day)));
        }
    }

    /** The open attempt, else a new one. */
    Uni<PostOnce.Attempt> begin(Place place, Optional<PostOnce.Attempt> open) {
        return open.map(attempt -> Uni.createFrom().item(attempt)).orElseGet(() -> begin(place));
    }

    private Uni<PostOnce.Attempt> begin(Place place) {
        String id = UUID.randomUUID().toString();
        return run(place, "posting = :posting, posting_at = now()", Map.of("posting", id))
                .replaceWith(() -> new PostOnce.Attempt(id, Instant.EPOCH, false));
    }

    /** It failed; it is tried again later, and later each time. The attempt stays open unless Slack surely refused. */
    Uni<Void> recordFailure(Place place, SlackCallException failure) {
        String later = failure.pause().isPresent()
                ? ""
                : ", attempts = attempts + 1,"
                        + " not_before = now() + make_interval(secs => least(300, power(2, least(attempts, 9) + 1)))";
        String posting = failure.isCertain() ? "posting = null, posting_at = null" : "posting = posting";
        return run(place, posting + later, Map.of());
    }

    private Uni<Void> run(Place place, String change, Map<String, Object> parameters) {
        return sessions.withTransaction(session -> {
            var query = session.createNativeQuery(
                    "update " + place.table() + " set " + change + " where " + place.condition());
            place.key().forEach(query::setParameter);
            parameters.forEach(query::setParameter);
            return query.executeUpdate().replaceWithVoid();
        });
    }
}
