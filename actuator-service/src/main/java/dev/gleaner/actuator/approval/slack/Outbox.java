package dev.gleaner.actuator.approval.slack;

import dev.gleaner.actuator.audit.AuditChain;
import dev.gleaner.actuator.audit.AuditDraft;
import dev.gleaner.actuator.database.LeaseOwner;
import dev.gleaner.contracts.audit.AuditEntry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Which messages have to be sent. A message is due when what it tells has changed since it was sent, which the database
 * alone knows: whoever changes a proposal need not know of Slack, and a crash loses nothing.
 */
@ApplicationScoped
class Outbox {

    private static final String ENROL = """
            insert into slack_message (target, round)
            select target, round from proposal where state = 'open'
            on conflict do nothing
            """;

    /** What a message tells, in brief; states of an action that a person need not tell apart are one. */
    private static final String NEXT = """
            select told.* from (
              select m.target, m.round, m.state, m.channel, m.ts, m.asks, m.shown,
                     case when m.response_until > now() then m.response_url end as response_url,
                     md5(concat_ws('/', p.state, p.round, p.until,
                       (select string_agg(concat_ws('=', f.id, f.version, f.status, f.plan), ',' order by f.id)
                          from finding f where f.target = m.target),
                       (select string_agg(concat_ws('=', a.id,
                            case when a.state in ('approved', 'claimed', 'intent', 'called') then '' else a.state end),
                            ',' order by a.id)
                          from action a where a.target = m.target and a.round = m.round),
                       (select count(*) from decision d join finding f on f.id = d.finding_id
                         where f.target = m.target))) as tells
                from slack_message m join proposal p on p.target = m.target
               where m.state <> 'over' and m.not_before <= now()
               order by m.not_before, m.target, m.round) told
             where shown is distinct from tells limit 1
            """;

    /** Whoever has lost the lease in the meantime writes nothing. */
    private static final String SENT = """
            update slack_message set state = :state, channel = nullif(:channel, ''), ts = nullif(:ts, ''), asks = :asks,
                   shown = :shown, attempts = 0
             where target = :target and round = :round
               and exists (select 1 from slack_sender where id = 1 and owner = :owner)
            """;

    private static final String FAILED = """
            update slack_message set attempts = attempts + 1,
                   not_before = now() + make_interval(secs => least(300, power(2, least(attempts, 9) + 1)))
             where target = :target and round = :round
            """;

    /** A click can be faster than the record that its message was posted, which then still is due. */
    private static final String CLICKED = """
            update slack_message set shown = '',
                   response_url = coalesce(nullif(:url, ''), response_url),
                   response_until = case when :url = '' then response_until else now() + interval '30 minutes' end
             where target = (select target from finding where id = :finding) and state <> 'over'
               and (round = :round or :round = 0)
            """;

    private final Mutiny.SessionFactory sessions;
    private final LeaseOwner owner;
    private final AuditChain audit;

    Outbox(Mutiny.SessionFactory sessions, LeaseOwner owner, AuditChain audit) {
        this.sessions = sessions;
        this.owner = owner;
        this.audit = audit;
    }

    /** The message that has to be sent next. */
    Uni<Optional<Due>> next() {
        return sessions.withTransaction(session -> session.createNativeQuery(ENROL)
                .executeUpdate()
                .chain(() -> session.createNativeQuery(NEXT, Tuple.class).getSingleResultOrNull())
                .map(row -> Optional.ofNullable(row).map(Due::of)));
    }

    /** It was sent, or needs no sending, and now tells what was due. */
    Uni<Void> sent(Due due, Posted posted, Message message) {
        return sessions.withTransaction(session -> session.createNativeQuery(SENT)
                .setParameter("state", message.last() ? "over" : "posted")
                .setParameter("channel", posted.channel().orElse(""))
                .setParameter("ts", posted.ts().orElse(""))
                .setParameter("asks", message.asks())
                .setParameter("shown", due.tells())
                .setParameter("target", due.target())
                .setParameter("round", due.round())
                .setParameter("owner", owner.name())
                .executeUpdate()
                .flatMap(written -> written == 1 && !due.isPosted()
                        ? audit.append(session, notified(due, posted))
                        : Uni.createFrom().voidItem()));
    }

    /** There is nothing to tell any more, or nowhere to tell it. */
    Uni<Void> over(Due due) {
        return sessions.withTransaction(session -> session.createNativeQuery(
                        "update slack_message set state = 'over' where target = :target and round = :round")
                .setParameter("target", due.target())
                .setParameter("round", due.round())
                .executeUpdate()
                .replaceWithVoid());
    }

    /** It can't be told now what is to be said; others come first. */
    Uni<Void> later(Due due) {
        return sessions.withTransaction(session -> session.createNativeQuery(
                        "update slack_message set not_before = now() + interval '3 seconds'"
                                + " where target = :target and round = :round")
                .setParameter("target", due.target())
                .setParameter("round", due.round())
                .executeUpdate()
                .replaceWithVoid());
    }

    /** It could not be sent; it is tried again later, and later each time. */
    Uni<Void> failed(Due due) {
        return sessions.withTransaction(session -> session.createNativeQuery(FAILED)
                .setParameter("target", due.target())
                .setParameter("round", due.round())
                .executeUpdate()
                .replaceWithVoid());
    }

    /** Slack asked to wait: nobody sends anything meanwhile. */
    Uni<Void> pause(Duration wait) {
        return sessions.withTransaction(session -> session.createNativeQuery(
                        "update slack_sender set not_before = now() + make_interval(secs => :seconds) where id = 1")
                .setParameter("seconds", (double) wait.toSeconds())
                .executeUpdate()
                .replaceWithVoid());
    }

    /** Somebody clicked on it: it is shown anew, where Slack takes an answer if it can't be updated otherwise. */
    Uni<Void> clicked(Mutiny.Session session, Click click, Optional<URI> responseUrl) {
        return session.createNativeQuery(CLICKED)
                .setParameter("url", responseUrl.map(URI::toString).orElse(""))
                .setParameter("finding", click.finding())
                .setParameter("round", click.round())
                .executeUpdate()
                .replaceWithVoid();
    }

    private static AuditDraft notified(Due due, Posted posted) {
        Map<String, @Nullable Object> detail = new LinkedHashMap<>();
        detail.put("by", "slack");
        detail.put("channel", posted.channel().orElse(null));
        detail.put("message", posted.ts().orElse(null));
        detail.put("round", due.round());
        return new AuditDraft(AuditDraft.GLEANER, AuditEntry.Kind.NOTIFIED, null, due.target(), detail);
    }
}
