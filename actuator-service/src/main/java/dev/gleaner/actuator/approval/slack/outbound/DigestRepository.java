package dev.gleaner.actuator.approval.slack.outbound;

import dev.gleaner.actuator.approval.slack.SlackConfig;
import dev.gleaner.actuator.approval.slack.client.PostedMessage;
import dev.gleaner.actuator.approval.slack.client.SlackCallException;
import dev.gleaner.actuator.approval.slack.format.DigestRenderer;
import dev.gleaner.actuator.database.LeaseOwner;
import dev.gleaner.actuator.proposal.CountedSavings;
import dev.gleaner.actuator.source.SwitchableSource;
import dev.gleaner.actuator.source.SwitchableSourceReader;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Finding;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;

/** Queries of table {@code slack_digest}: one digest per day and channel. */
@ApplicationScoped
class DigestRepository {

    /** The most worth of them; the page has all. */
    private static final int MAX_SOURCES = 3;

    private static final String WAITING = " from slack_message m join proposal p on p.target = m.target where "
            + SlackDispatcher.IS_NEW + " and not m.wanted and m.room is not null";

    private static final String PLAN = """
        insert into slack_digest (room, day)
        select distinct m.room, cast(now() at time zone :zone as date)\
        """ + WAITING + """
          and cast(now() at time zone :zone as time) >= :at
        on conflict do nothing
        """;

    static final String RESOURCES = """
        select count(*), count(*) filter (where m.monthly is null and not exists (
                 select 1 from finding f where f.target = m.target and f.status = 'open'
                    and cast(f.document as jsonb) -> 'saving' -> 'cost' is not null))\
        """ + WAITING + " and m.room = :room";

    /** The open findings on the resources, and those that save one of their charges. */
    static final String SAVINGS = """
        with waiting as (select m.target\
        """ + WAITING + """
           and m.room = :room)
        """ + "select " + CountedSavings.Item.COLUMNS + """
        , f.target in (select target from waiting) as waits
          from finding f
         where f.status = 'open' and finding_state(f) = 'open'
           and (f.target in (select target from waiting) or f.charge ->> 'of' in (
                 select coalesce(charge ->> 'of', resource) from finding
                  where status = 'open' and target in (select target from waiting)))
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
    private final SwitchableSourceReader sources;

    DigestRepository(
            Mutiny.SessionFactory sessions,
            SlackConfig config,
            LeaseOwner owner,
            PostOnce postOnce,
            SwitchableSourceReader sources) {
        this.sources = sources;
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
        return switchOn(channel, LocalDate.parse(day))
                .flatMap(switchOn -> sessions.withTransaction(session -> resources(session, channel)
                        .flatMap(resources -> saving(session, channel)
                                .flatMap(saving -> largest(session, channel)
                                        .map(largest -> new DigestRenderer.DailyDigest(
                                                channel,
                                                day,
                                                ((Number) resources[0]).intValue(),
                                                saving,
                                                ((Number) resources[1]).intValue(),
                                                largest,
                                                switchOn))))));
    }

    private Uni<List<SwitchableSource>> switchOn(String channel, LocalDate day) {
        return hasSources(channel, day, config.channel())
                ? sources.all().map(all -> all.stream().limit(MAX_SOURCES).toList())
                : Uni.createFrom().item(List.of());
    }

    /** Sources are those of all teams: they are told once a week, in the channel that is of no team. */
    static boolean hasSources(String channel, LocalDate day, Optional<String> common) {
        return day.getDayOfWeek() == DayOfWeek.MONDAY
                && common.filter(channel::equals).isPresent();
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

    private static Uni<Object[]> resources(Mutiny.Session session, String channel) {
        return session.createNativeQuery(RESOURCES, Object[].class)
                .setParameter("room", channel)
                .getSingleResult();
    }

    /** What the resources add to the total of all open findings, USD a month. */
    private static Uni<BigDecimal> saving(Mutiny.Session session, String channel) {
        return session.createNativeQuery(SAVINGS, Tuple.class)
                .setParameter("room", channel)
                .getResultList()
                .map(rows -> sum(
                        CountedSavings.of(rows.stream()
                                .flatMap(row -> CountedSavings.Item.of(row).stream())
                                .toList()),
                        rows.stream()
                                .filter(row -> row.get("waits", Boolean.class))
                                .map(row -> row.get("id", String.class))
                                .collect(Collectors.toSet())));
    }

    static BigDecimal sum(Map<String, BigDecimal> counted, Set<String> findings) {
        return counted.entrySet().stream()
                .filter(one -> findings.contains(one.getKey()))
                .map(Map.Entry::getValue)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
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
