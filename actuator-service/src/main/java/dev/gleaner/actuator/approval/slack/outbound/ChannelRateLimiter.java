package dev.gleaner.actuator.approval.slack.outbound;

import dev.gleaner.actuator.approval.slack.SlackConfig;
import dev.gleaner.actuator.approval.slack.client.SlackCallException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Tables {@code slack_room} and {@code slack_sender}: the earliest next message in a channel and in all of Slack, by the
 * database's clock, and the last success and failure.
 */
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

    /** Records a message in the channel. */
    Uni<Void> recordSend(String channel) {
        return run(WAIT, Map.of("room", channel, "seconds", config.pace().toMillis() / MILLIS))
                .chain(() -> run("update slack_sender set succeeded_at = now() where id = 1", Map.of()));
    }

    /** Records a failure. If Slack asked for a pause, nothing is sent during it to the channel, or to any channel. */
    Uni<Void> recordFailure(String channel, SlackCallException failure) {
        return run(
                        "update slack_sender set failed_at = now(), failure = :failure where id = 1",
                        Map.of("failure", failure.code()))
                .chain(() -> failure.pause()
                        .map(wait -> failure.isChannelOnly() ? blockChannel(channel, wait) : pause(wait))
                        .orElse(Uni.createFrom().voidItem()));
    }

    private Uni<Void> blockChannel(String channel, Duration wait) {
        return run(WAIT, Map.of("room", channel, "seconds", wait.toMillis() / MILLIS));
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
