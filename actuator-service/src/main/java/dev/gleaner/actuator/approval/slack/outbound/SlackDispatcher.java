package dev.gleaner.actuator.approval.slack.outbound;

import dev.gleaner.actuator.approval.slack.SlackConfig;
import dev.gleaner.actuator.approval.slack.client.MessageTransport;
import dev.gleaner.actuator.approval.slack.client.SlackCallException;
import dev.gleaner.actuator.approval.slack.client.SlackConnection;
import dev.gleaner.actuator.database.DatabaseLease;
import dev.gleaner.actuator.database.LeaseOwner;
import dev.gleaner.actuator.reactive.PeriodicRun;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.persistence.Tuple;
import java.util.List;
import java.util.Locale;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Sends to Slack what is due, one job per channel and tick, from one actuator at a time. Without Slack, or while it is
 * down, questions stay open.
 */
@Singleton
record SlackDispatcher(
        SlackConnection connection,
        AuditFeedReader feed,
        MessageRouter router,
        DigestRepository digests,
        JobQueue queue,
        JobRunner runner) {

    /** A question to be asked anew. A posted question with outdated buttons is not one: it is corrected at once. */
    static final String IS_NEW = "(p.state = 'open' and (m.state = 'due' or (m.round <> p.round and not m.asks)))";

    /**
     * The next job of each channel that may be written to: first corrections of posted messages, then replies in threads,
     * then new questions, the largest saving first and limited per hour, then the digest.
     */
    static final String NEXT = """
        with asked as (
          select room, count(*) as questions from slack_message
           where posted_at > now() - interval '1 hour' group by room),
        job as (
          select m.room, 1 as priority, 'MESSAGE' as kind, m.target as key, 0 as rank
            from slack_message m join proposal p on p.target = m.target
           where m.changed > m.told and m.not_before <= now() and not %1$s
             and (m.state = 'posted' or m.posting is not null)
          union all
          select m.room, 2, 'NOTE', cast(n.id as text), n.id
            from slack_note n join slack_message m on m.target = n.target
           where n.state = 'due' and n.not_before <= now()
             and (m.state = 'posted' or n.left_ts is not null)
          union all
          select m.room, 3, 'MESSAGE', m.target,
                 case when m.wanted then -1e12 else - coalesce(m.monthly, 0) end
            from slack_message m join proposal p on p.target = m.target
            left join asked a on a.room = m.room
           where m.changed > m.told and m.not_before <= now() and %1$s
             and (m.wanted or (not m.small and coalesce(a.questions, 0) < :cap))
          union all
          select d.room, 4, 'DIGEST', cast(d.day as text), 0
            from slack_digest d where d.state = 'due' and d.not_before <= now())
        select distinct on (job.room) job.room, job.kind, job.key
          from job left join slack_room r on r.room = job.room
         where job.room is not null and coalesce(r.not_before, now()) <= now()
         order by job.room, job.priority, job.rank, job.key
        """.formatted(IS_NEW);

    @Scheduled(every = "${actuator.slack.interval}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> tick() {
        return PeriodicRun.reportFailure(
                connection.messages().map(this::tick).orElse(Uni.createFrom().voidItem()),
                failure -> Log.warn("Messages can't be sent to Slack now; it will be tried again", failure));
    }

    private Uni<Void> tick(MessageTransport to) {
        return queue.acquireOrRenewLease()
                .flatMap(held -> held ? send(to) : Uni.createFrom().voidItem());
    }

    private Uni<Void> send(MessageTransport to) {
        return feed.readNext(to.supportsUpdates())
                .chain(() -> router.route(to))
                .chain(digests::plan)
                .chain(queue::next)
                .flatMap(jobs -> send(to, jobs));
    }

    /** Each job can take long, so the lease is renewed before it. */
    private Uni<Void> send(MessageTransport to, List<Job> jobs) {
        return Multi.createFrom()
                .iterable(jobs)
                .onItem()
                .transformToUniAndConcatenate(job -> queue.acquireOrRenewLease()
                        .flatMap(held ->
                                held ? runner.run(to, job) : Uni.createFrom().voidItem()))
                .onItem()
                .ignoreAsUni();
    }

    /**
     * A message, note or digest that has to be sent to a channel.
     *
     * @param key the message's target, the note's id, or the digest's day
     */
    record Job(Kind kind, String channel, String key) {

        /** Kind of a job. */
        enum Kind {
            MESSAGE,
            NOTE,
            DIGEST;

            /** Name in logs and metrics. */
            String text() {
                return name().toLowerCase(Locale.ROOT);
            }
        }

        static Job of(Tuple row) {
            return new Job(
                    Kind.valueOf(row.get("kind", String.class)),
                    row.get("room", String.class),
                    row.get("key", String.class));
        }
    }

    /** The jobs that are due, and the lease without which none may be sent. */
    @Singleton
    static class JobQueue {

        private final Mutiny.SessionFactory sessions;
        private final SlackConfig config;
        private final DatabaseLease lease;

        JobQueue(Mutiny.SessionFactory sessions, SlackConfig config, LeaseOwner owner) {
            this.sessions = sessions;
            this.config = config;
            this.lease =
                    new DatabaseLease(sessions, owner, "slack_sender", config.senderLease(), "p.not_before <= now()");
        }

        /** Returns whether this actuator may send; none may while Slack asked for a pause. */
        Uni<Boolean> acquireOrRenewLease() {
            return lease.acquireOrRenew().map(DatabaseLease.Outcome::isHeld);
        }

        /** Returns at most one job per channel. */
        Uni<List<Job>> next() {
            return sessions.withTransaction(session -> session.createNativeQuery(NEXT, Tuple.class)
                    .setParameter("cap", config.questionsPerHour())
                    .getResultList()
                    .map(rows -> rows.stream().map(Job::of).toList()));
        }
    }

    /** Runs a job and records its outcome for the rate limits and metrics. */
    @Singleton
    record JobRunner(MessageSender sender, ChannelRateLimiter limiter, SlackStatus status) {

        /** Completes normally if Slack refuses the job: it stays due. */
        Uni<Void> run(MessageTransport to, Job job) {
            return sender.send(to, job)
                    .flatMap(called -> called
                            ? limiter.recordSend(job.channel()).invoke(() -> status.countPosted(job.kind()))
                            : Uni.createFrom().voidItem())
                    .onFailure(SlackCallException.class)
                    .recoverWithUni(failure -> failed(job, (SlackCallException) failure));
        }

        private Uni<Void> failed(Job job, SlackCallException failure) {
            Log.warnf("Slack did not accept a %s about %s, %s", job.kind().text(), job.key(), failure.getMessage());
            status.countFailed(job.kind());
            return limiter.recordFailure(job.channel(), failure);
        }
    }
}
