package dev.gleaner.actuator.approval.slack.outbound;

import dev.gleaner.actuator.approval.slack.SlackConfig;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.util.List;
import java.util.Locale;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * What is to be done next in each room that may be talked to: first what is there is put right, then threads are told,
 * then new questions are put, the largest saving first, as many as an hour takes; then the digest.
 */
@ApplicationScoped
class DispatchQueue {

    /** A question that is put anew: not one that stands there with outdated buttons, which is put right at once. */
    static final String IS_NEW = "(p.state = 'open' and (m.state = 'due' or (m.round <> p.round and not m.asks)))";

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

    private final Mutiny.SessionFactory sessions;
    private final SlackConfig config;

    DispatchQueue(Mutiny.SessionFactory sessions, SlackConfig config) {
        this.sessions = sessions;
        this.config = config;
    }

    /** One a room at most. */
    Uni<List<Job>> next() {
        return sessions.withTransaction(session -> session.createNativeQuery(NEXT, Tuple.class)
                .setParameter("cap", config.questionsPerHour())
                .getResultList()
                .map(rows -> rows.stream().map(Job::of).toList()));
    }

    /**
     * Something to do in a room.
     *
     * @param key the message's target, the note's id, or the digest's day
     */
    record Job(Kind kind, String channel, String key) {

        /** What it is. */
        enum Kind {
            MESSAGE,
            NOTE,
            DIGEST;

            /** Its name in logs and metrics. */
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
}
