package dev.gleaner.actuator.approval.slack.outbound;

import dev.gleaner.actuator.approval.slack.SlackConfig;
import dev.gleaner.actuator.approval.slack.client.PostedMessage;
import dev.gleaner.actuator.approval.slack.client.SlackCallException;
import dev.gleaner.actuator.approval.slack.format.DigestRenderer;
import dev.gleaner.actuator.database.LeaseOwner;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Finding;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/** Queries of table {@code slack_digest}: one digest per day and channel. */
@ApplicationScoped
class DigestRepository {

    private static final String WAITING = " from slack_message m join proposal p on p.target = m.target where "
            + SlackDispatcher.IS_NEW + " and not m.wanted and m.room is not null";

    private static final String PLAN = """
        insert into slack_digest (room, day)
        select distinct m.room, cast(now() at time zone :zone as date)\
        """ + WAITING + """
          and cast(now() at time zone :zone as time) >= :at
        on conflict do nothing
        """;

    /**
     * The sum counts a charge once, as docs/findings.md describes it. The charge of a resource is that of its largest open finding.
     */
    static final String SUMS = """
        with waiting as (select m.target, m.monthly\
        """ + WAITING + """
           and m.room = :room),
        charged as (
          select w.monthly, coalesce(f.saving -> 'charge' ->> 'of', w.target) as charge,
                 coalesce(cast(f.saving -> 'charge' ->> 'part' as boolean), false) as part,
                 w.monthly is null and f.saving -> 'cost' is null as unpriced
            from waiting w
            left join lateral (select cast(document as jsonb) -> 'saving' as saving
                                 from finding where target = w.target and status = 'open'
                                order by coalesce(monthly, 0) desc, id limit 1) f on true),
        counted as (
          select count(*) as resources, count(*) filter (where unpriced) as unpriced,
                 greatest(max(monthly) filter (where not part), sum(monthly) filter (where part)) as monthly
            from charged group by charge)
        select coalesce(sum(resources), 0), coalesce(sum(monthly), 0), coalesce(sum(unpriced), 0) from counted
        """;

    /** The finding that determined the channel of the resource. A resource without a plan is in the next digest. */
    private static final String LARGEST = """
        select m.target, p.round, f.document, f.plan from (select m.target, m.monthly\
        """ + WAITING + """
           and m.room = :room order by m.monthly desc nulls last, m.target limit :size) m
          join proposal p on p.target = m.target
          join lateral (select document, plan from finding where target = m.target and status = 'open'
                         order by coalesce(monthly, 0) desc, id limit 1) f on f.plan is not null
         order by m.monthly desc nulls last, m.target
        """;

    private static final String ATTEMPT = """
        select posting, posting_at from slack_digest where room = :room and day = cast(:day as date)
        """;

    private static final String END = """
        update slack_digest set state = :state, channel = nullif(:channel, ''), ts = nullif(:ts, ''),
               posting = null, posting_at = null
         where room = :room and day = cast(:day as date)
           and exists (select 1 from slack_sender where id = 1 and owner = :owner)
        """;

    private final Mutiny.SessionFactory sessions;
    private final SlackConfig config;
    private final LeaseOwner owner;
    private final PostOnce postOnce;

    DigestRepository(Mutiny.SessionFactory sessions, SlackConfig config, LeaseOwner owner, PostOnce postOnce) {
        this.sessions = sessions;
        this.config = config;
        this.owner = owner;
        this.postOnce = postOnce;
    }

    /** Inserts the digests of today once their time has come, for the channels with something to report. */
    Uni<Void> plan() {
        return sessions.withTransaction(session -> session.createNativeQuery(PLAN)
                .setParameter("zone", config.zone().getId())
                .setParameter("at", config.digestAt())
                .executeUpdate()
                .replaceWithVoid());
    }

    /** Returns the digest of this channel and day with its content as of now. */
    Uni<DigestRenderer.DailyDigest> get(String channel, String day) {
        return sessions.withTransaction(session -> sums(session, channel)
                .flatMap(sums -> largest(session, channel)
                        .map(largest -> new DigestRenderer.DailyDigest(
                                channel,
                                day,
                                ((Number) sums[0]).intValue(),
                                new BigDecimal(sums[1].toString()),
                                ((Number) sums[2]).intValue(),
                                largest))));
    }

    /** Records that the digest is about to be posted. */
    Uni<PostOnce.Attempt> attempt(DigestRenderer.DailyDigest digest) {
        return sessions.withTransaction(session -> attempt(session, digest.channel(), digest.day()))
                .flatMap(open -> postOnce.begin(row(digest), open));
    }

    /** Records that the digest was posted. */
    Uni<Void> markPosted(DigestRenderer.DailyDigest digest, PostedMessage posted) {
        return end(digest, "posted", posted);
    }

    /** Records that the digest has no content any more and is not posted. */
    Uni<Void> empty(DigestRenderer.DailyDigest digest) {
        return end(digest, "empty", PostedMessage.UNKNOWN);
    }

    /** Records that the digest could not be posted. */
    Uni<Void> recordFailure(DigestRenderer.DailyDigest digest, SlackCallException failure) {
        return postOnce.recordFailure(row(digest), failure);
    }

    private static PostOnce.Row row(DigestRenderer.DailyDigest digest) {
        return PostOnce.Row.digest(digest.channel(), digest.day());
    }

    private static Uni<Object[]> sums(Mutiny.Session session, String channel) {
        return session.createNativeQuery(SUMS, Object[].class)
                .setParameter("room", channel)
                .getSingleResult();
    }

    private Uni<List<DigestRenderer.DailyDigest.Line>> largest(Mutiny.Session session, String channel) {
        return session.createNativeQuery(LARGEST, Tuple.class)
                .setParameter("room", channel)
                .setParameter("size", Math.min(config.digestSize(), DigestRenderer.MAX_LINES))
                .getResultList()
                .map(rows -> rows.stream().map(DigestRepository::line).toList());
    }

    private static DigestRenderer.DailyDigest.Line line(Tuple row) {
        return new DigestRenderer.DailyDigest.Line(
                row.get("target", String.class),
                row.get("round", Number.class).intValue(),
                Json.read(row.get("document", String.class), Finding.class),
                row.get("plan", String.class));
    }

    private static Uni<Optional<PostOnce.Attempt>> attempt(Mutiny.Session session, String channel, String day) {
        return session.createNativeQuery(ATTEMPT, Tuple.class)
                .setParameter("room", channel)
                .setParameter("day", LocalDate.parse(day))
                .getSingleResult()
                .map(PostOnce.Attempt::of);
    }

    private Uni<Void> end(DigestRenderer.DailyDigest digest, String state, PostedMessage posted) {
        return sessions.withTransaction(session -> session.createNativeQuery(END)
                .setParameter("state", state)
                .setParameter("channel", posted.channel().orElse(""))
                .setParameter("ts", posted.ts().orElse(""))
                .setParameter("room", digest.channel())
                .setParameter("day", LocalDate.parse(digest.day()))
                .setParameter("owner", owner.name())
                .executeUpdate()
                .replaceWithVoid());
    }
}
