package dev.gleaner.actuator.approval.slack.outbound;

import dev.gleaner.actuator.approval.slack.client.SlackConnection;
import dev.gleaner.actuator.database.TimeColumn;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * State of the messages to Slack, in health and in the metrics {@code gleaner.actuator.slack.*}. It is read from the
 * database at an interval, so that all actuators report the same.
 */
@ApplicationScoped
class SlackStatus {

    private static final String PREFIX = "gleaner.actuator.slack.";

    private static final String READ = """
        with waiting as (
          select e.at from slack_message m join proposal p on p.target = m.target
            left join audit_entry e on e.sequence = m.changed
           where m.changed > m.told and m.room is not null and (m.state = 'posted' or p.state = 'open')
             and (m.state = 'posted' or m.wanted or not m.small)
          union all
          select n.created_at from slack_note n join slack_message m on m.target = n.target
           where n.state = 'due' and (m.state = 'posted' or n.left_ts is not null)
          union all
          select d.created_at from slack_digest d where d.state = 'due')
        select s.succeeded_at, s.failed_at, (select count(*) from waiting) as waiting,
               coalesce(extract(epoch from now() - (select min(at) from waiting)), 0) as lag
          from slack_sender s where s.id = 1
        """;

    private final Mutiny.SessionFactory sessions;
    private final SlackConnection connection;
    private final MeterRegistry registry;
    private volatile Snapshot now = new Snapshot(Optional.empty(), Optional.empty(), 0, 0);

    SlackStatus(Mutiny.SessionFactory sessions, SlackConnection connection, MeterRegistry registry) {
        this.sessions = sessions;
        this.connection = connection;
        this.registry = registry;
        gauge("waiting", () -> now.waiting());
        gauge("lag.seconds", () -> now.lagSeconds());
    }

    /**
     * State at the last read.
     *
     * @param waiting messages, notes and digests that have to be sent
     * @param lagSeconds age of the oldest of them
     */
    record Snapshot(Optional<Instant> succeeded, Optional<Instant> failed, long waiting, double lagSeconds) {

        static Snapshot of(Tuple row) {
            return new Snapshot(
                    time(row, "succeeded_at"),
                    time(row, "failed_at"),
                    row.get("waiting", Number.class).longValue(),
                    row.get("lag", Number.class).doubleValue());
        }

        /** Whether no message was sent since the last failure. */
        boolean isFailing() {
            return failed.filter(at -> succeeded.filter(at::isBefore).isEmpty()).isPresent();
        }

        private static Optional<Instant> time(Tuple row, String column) {
            return Optional.ofNullable(TimeColumn.instant(row, column));
        }
    }

    Snapshot now() {
        return now;
    }

    /** Whether a bot or webhook is configured. */
    boolean isConfigured() {
        return connection.messages().isPresent();
    }

    @Scheduled(every = "${actuator.slack.status-interval}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> tick() {
        if (!isConfigured()) {
            return Uni.createFrom().voidItem();
        }
        return sessions.withTransaction(
                        session -> session.createNativeQuery(READ, Tuple.class).getSingleResult())
                .invoke(row -> now = Snapshot.of(row))
                .replaceWithVoid()
                // The database has its own health check.
                .onFailure()
                .recoverWithNull();
    }

    /** A message was posted or changed. */
    void countPosted(SlackDispatcher.Job.Kind kind) {
        count("posted", kind);
    }

    /** Slack refused a message, or the outcome is unknown. */
    void countFailed(SlackDispatcher.Job.Kind kind) {
        count("failed", kind);
    }

    private void gauge(String name, Supplier<Number> value) {
        Gauge.builder(PREFIX + name, value).strongReference(true).register(registry);
    }

    private void count(String name, SlackDispatcher.Job.Kind kind) {
        registry.counter(PREFIX + name, "kind", kind.text()).increment();
    }

    /** Health check that is always up, since no pod may be stopped because Slack is down. */
    @Readiness
    @ApplicationScoped
    static class Health implements HealthCheck {

        private final SlackStatus status;

        Health(SlackStatus status) {
            this.status = status;
        }

        @Override
        public HealthCheckResponse call() {
            return of(status.isConfigured(), status.now());
        }

        /** Health is public, so Slack's error is in the log only: it can name people and channels. */
        static HealthCheckResponse of(boolean isConfigured, Snapshot now) {
            HealthCheckResponseBuilder response = HealthCheckResponse.named("slack")
                    .up()
                    .withData("configured", isConfigured)
                    .withData("failing", now.isFailing())
                    .withData("waiting", now.waiting())
                    .withData("lagSeconds", Math.round(now.lagSeconds()));
            now.succeeded().ifPresent(at -> response.withData("lastSuccess", at.toString()));
            now.failed().ifPresent(at -> response.withData("lastFailure", at.toString()));
            return response.build();
        }
    }
}
