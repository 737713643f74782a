package dev.gleaner.actuator.approval.slack.outbound;

import dev.gleaner.actuator.approval.slack.client.SlackConnection;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/** How Slack is doing, as the database tells whichever actuator holds the lease; read now and then, never on demand. */
@ApplicationScoped
class SlackStatus {

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
    private volatile Snapshot now = new Snapshot(Optional.empty(), Optional.empty(), 0, 0);

    SlackStatus(Mutiny.SessionFactory sessions, SlackConnection connection) {
        this.sessions = sessions;
        this.connection = connection;
    }

    /**
     * What was read last.
     *
     * @param waiting messages, notes and digests that have to be sent
     * @param lagSeconds since when the oldest of them has to be
     */
    record Snapshot(Optional<Instant> succeeded, Optional<Instant> failed, long waiting, double lagSeconds) {

        static Snapshot of(Tuple row) {
            return new Snapshot(
                    time(row, "succeeded_at"),
                    time(row, "failed_at"),
                    row.get("waiting", Number.class).longValue(),
                    row.get("lag", Number.class).doubleValue());
        }

        /** Whether nothing was taken since Slack failed last. */
        boolean isFailing() {
            return failed.filter(at -> succeeded.filter(at::isBefore).isEmpty()).isPresent();
        }

        private static Optional<Instant> time(Tuple row, String column) {
            return Optional.ofNullable(row.get(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
        }
    }

    /** What was read last. */
    Snapshot now() {
        return now;
    }

    /** Whether there is a way into Slack. */
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
                // The database's own check tells that it is down.
                .onFailure()
                .recoverWithNull();
    }
}
