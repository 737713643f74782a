package dev.gleaner.actuator.approval.slack.outbound;

import dev.gleaner.actuator.approval.slack.SlackConfig;
import dev.gleaner.actuator.approval.slack.client.SlackCallException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import org.hibernate.reactive.mutiny.Mutiny;

/** How fast may be talked, in a room and at all, by the database's clock; and how it went last. */
@ApplicationScoped
class ChannelRateLimiter {

    private static final String WAIT = """
        insert into slack_room (room, not_before) values (:room, now() + make_interval(secs => :seconds))
        on conflict (room) do update set not_before = greatest(slack_room.not_before, excluded.not_before)
        """;

    private static final String PAUSE =
            "update slack_sender set not_before = now() + make_interval(secs => :seconds) where id = 1";

    private static final double MILLIS = 1000;

    private final Mutiny.SessionFactory sessions;
    private final SlackConfig config;

    ChannelRateLimiter(Mutiny.SessionFactory sessions, SlackConfig config) {
        this.sessions = sessions;
        this.config = config;
    }

    /** Something was said there. */
    Uni<Void> recordSend(String room) {
        return run(WAIT, Map.of("room", room, "seconds", config.pace().toMillis() / MILLIS))
                .chain(() -> run("update slack_sender set succeeded_at = now() where id = 1", Map.of()));
    }

    /** Slack did not take it; where it asked to wait, nobody sends anything there meanwhile, or anywhere. */
    Uni<Void> recordFailure(String room, SlackCallException failure) {
        return run(
                        "update slack_sender set failed_at = now(), failure = :failure where id = 1",
                        Map.of("failure", failure.code()))
                .chain(() -> failure.pause()
                        .map(wait -> failure.isChannelOnly() ? blockChannel(room, wait) : pause(wait))
                        .orElse(Uni.createFrom().voidItem()));
    }

    private Uni<Void> blockChannel(String room, Duration wait) {
        return run(WAIT, Map.of("room", room, "seconds", wait.toMillis() / MILLIS));
    }

    private Uni<Void> pause(Duration wait) {
        return run(PAUSE, Map.of("seconds", wait.toMillis() / MILLIS));
    }

    private Uni<Void> run(String sql, Map<String, Object> parameters) {
        return sessions.withTransaction(session -> {
            var query = session.createNativeQuery(sql);
            parameters.forEach(query::setParameter);
            return query.executeUpdate().replaceWithVoid();
        });
    }
}
