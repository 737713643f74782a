package dev.gleaner.actuator.approval.slack.outbound;

import dev.gleaner.actuator.approval.PostedQuestions;
import dev.gleaner.actuator.approval.slack.SlackConfig;
import dev.gleaner.actuator.approval.slack.client.PostedMessage;
import dev.gleaner.actuator.approval.slack.client.SlackCallException;
import dev.gleaner.actuator.audit.AuditChain;
import dev.gleaner.actuator.audit.AuditDraft;
import dev.gleaner.actuator.database.LeaseOwner;
import dev.gleaner.contracts.audit.AuditEntry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Queries of table {@code slack_message}: position and content of the one message about each resource. */
@ApplicationScoped
public class SlackMessageRepository implements PostedQuestions {

    private static final String DUE = """
        select m.*, coalesce(m.made_at < now() - make_interval(secs => :farUp), false) as far_up,
               case when m.response_until > now() then m.response_url end as open_url
          from slack_message m where m.target = :target
        """;

    /** An actuator that has lost the lease in the meantime writes nothing. */
    private static final String WHILE_LEASED = """
         where target = :target and exists (select 1 from slack_sender where id = 1 and owner = :owner)
        """;

    /** The message stays out of date if it was clicked in the meantime. */
    private static final String CONTENT = """
        told = case when nudges = :nudges then :changed else told end, shown = :shown, asks = :asks, round = :round,
        posted_at = case when :asks and asked is distinct from :asked then now() else posted_at end,
        asked = case when :asks then :asked else asked end, attempts = 0
        """;

    /** Keeps the response URL of a click that was faster than this record; an older one belongs to another message. */
    private static final String POSTED = "update slack_message set " + CONTENT + """
        , state = 'posted', channel = nullif(:channel, ''), ts = nullif(:ts, ''), made_at = now(), posting = null,
        posting_at = null, response_url = case when nudges = :nudges then null else response_url end
        """ + WHILE_LEASED;

    private static final String UPDATED = "update slack_message set " + CONTENT + WHILE_LEASED;

    private static final String CURRENT =
            "update slack_message set told = :changed where target = :target and nudges = :nudges";

    /** The message was deleted or its resource has another owner. A question is then asked in a new message. */
    private static final String WITHOUT_POST = """
        update slack_message set state = 'due', channel = null, ts = null, asks = false, shown = null, asked = null,
               told = :changed
         where target = :target
        """;

    private static final String SUPERSEDED_NOTE =
            "insert into slack_note (target, left_channel, left_ts) values (:target, :channel, :ts)";

    private static final String REPEAT_NOTE = """
        insert into slack_note (target, again, loud) values (:target, :round, :loud) on conflict do nothing
        """;

    /** A click can be faster than the record of the post; the message then still has the state {@code due}. */
    private static final String CLICKED = """
        update slack_message set shown = null, nudges = nudges + 1, told = least(told, changed - 1),
               response_url = coalesce(nullif(:url, ''), response_url),
               response_until = case when :url = '' then response_until else now() + interval '30 minutes' end
         where target = (select target from finding where id = :finding)
        """;

    private static final String REQUESTED = """
        update slack_message set wanted = true, nudges = nudges + 1, told = least(told, changed - 1)
         where target = (select target from finding where id = :finding and status = 'open')
        """;

    private final Mutiny.SessionFactory sessions;
    private final SlackConfig config;
    private final LeaseOwner owner;
    private final AuditChain audit;
    private final PostOnce postOnce;

    SlackMessageRepository(
            Mutiny.SessionFactory sessions, SlackConfig config, LeaseOwner owner, AuditChain audit, PostOnce postOnce) {
        this.sessions = sessions;
        this.config = config;
        this.owner = owner;
        this.audit = audit;
        this.postOnce = postOnce;
    }

    @Override
    public String isPosted(String proposal) {
        return """
            exists (select 1 from slack_message m
                     where m.target = %1$s.target and m.round = %1$s.round and m.state = 'posted')
            """.formatted(proposal);
    }

    /** Returns the message about this resource. */
    Uni<PendingMessage> load(String target) {
        return sessions.withTransaction(session -> session.createNativeQuery(DUE, Tuple.class)
                .setParameter("farUp", (double) config.farUp().toSeconds())
                .setParameter("target", target)
                .getSingleResult()
                .map(PendingMessage::of));
    }

    /** Records that the message is about to be posted. */
    Uni<PostOnce.Attempt> attempt(PendingMessage pendingMessage) {
        return postOnce.begin(PostOnce.Row.message(pendingMessage.target()), pendingMessage.attempt());
    }

    /**
     * Records that the message was posted, and supersedes the earlier one if there was one.
     *
     * @param isWhole whether the posted message is known to show this content
     */
    Uni<Void> markPosted(
            PendingMessage pendingMessage,
            PostedMessage posted,
            MessageSender.RenderedMessage renderedMessage,
            boolean isWhole) {
        return sessions.withTransaction(session -> bindContent(
                        session, POSTED, pendingMessage, renderedMessage, isWhole)
                .setParameter("channel", posted.channel().orElse(""))
                .setParameter("ts", posted.ts().orElse(""))
                .executeUpdate()
                .flatMap(written -> written == 1
                        ? insertSupersededNote(session, pendingMessage)
                                .chain(() -> auditNotification(session, pendingMessage, posted, renderedMessage))
                        : Uni.createFrom().voidItem()));
    }

    /** Records that the message was updated to this content. */
    Uni<Void> markUpdated(PendingMessage pendingMessage, MessageSender.RenderedMessage renderedMessage) {
        return sessions.withTransaction(session -> bindContent(session, UPDATED, pendingMessage, renderedMessage, true)
                .executeUpdate()
                .flatMap(written ->
                        written == 1 && pendingMessage.round() > 0 && renderedMessage.isNewRound(pendingMessage)
                                ? insertRepeatNote(session, pendingMessage, renderedMessage)
                                        .chain(() -> auditNotification(
                                                session, pendingMessage, pendingMessage.posted(), renderedMessage))
                                : Uni.createFrom().voidItem()));
    }

    private Mutiny.MutationQuery bindContent(
            Mutiny.Session session,
            String sql,
            PendingMessage pendingMessage,
            MessageSender.RenderedMessage renderedMessage,
            boolean isWhole) {
        return session.createNativeQuery(sql)
                .setParameter("nudges", isWhole ? pendingMessage.nudges() : -1)
                .setParameter("changed", pendingMessage.changed())
                .setParameter("shown", isWhole ? renderedMessage.hash() : "")
                .setParameter("asks", renderedMessage.message().hasDecisionButtons())
                .setParameter("round", renderedMessage.round())
                .setParameter("asked", renderedMessage.subject().plansHash())
                .setParameter("target", pendingMessage.target())
                .setParameter("owner", owner.name());
    }

    /** Records that the message is up to date, or that there is nothing to post. */
    Uni<Void> markCurrent(PendingMessage pendingMessage) {
        return sessions.withTransaction(session -> session.createNativeQuery(CURRENT)
                .setParameter("changed", pendingMessage.changed())
                .setParameter("nudges", pendingMessage.nudges())
                .setParameter("target", pendingMessage.target())
                .executeUpdate()
                .replaceWithVoid());
    }

    /** Records that the resource has another owner, who is asked in another channel. */
    Uni<Void> markAbandoned(PendingMessage pendingMessage) {
        return sessions.withTransaction(session ->
                insertSupersededNote(session, pendingMessage).chain(() -> clearPost(session, pendingMessage)));
    }

    /** Records that the message was deleted in Slack. */
    Uni<Void> markDeleted(PendingMessage pendingMessage) {
        return sessions.withTransaction(session -> clearPost(session, pendingMessage));
    }

    /** Records that the message could not be sent. The delay before the next try grows with each failure. */
    Uni<Void> recordFailure(PendingMessage pendingMessage, SlackCallException failure) {
        return postOnce.recordFailure(PostOnce.Row.message(pendingMessage.target()), failure);
    }

    /** Records a click, after which the message is rendered again, with the URL at which Slack accepts the new content. */
    public Uni<Void> recordClick(Mutiny.Session session, String finding, Optional<URI> responseUrl) {
        return session.createNativeQuery(CLICKED)
                .setParameter("url", responseUrl.map(URI::toString).orElse(""))
                .setParameter("finding", finding)
                .executeUpdate()
                .replaceWithVoid();
    }

    /** Records that a person wants to decide on a finding of the digest; returns false if it is not open any more. */
    public Uni<Boolean> requestQuestion(Mutiny.Session session, String finding) {
        return session.createNativeQuery(REQUESTED)
                .setParameter("finding", finding)
                .executeUpdate()
                .map(written -> written == 1);
    }

    private static Uni<Void> clearPost(Mutiny.Session session, PendingMessage pendingMessage) {
        return session.createNativeQuery(WITHOUT_POST)
                .setParameter("changed", pendingMessage.changed())
                .setParameter("target", pendingMessage.target())
                .executeUpdate()
                .replaceWithVoid();
    }

    private static Uni<Void> insertSupersededNote(Mutiny.Session session, PendingMessage pendingMessage) {
        if (pendingMessage.posted().ts().isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return session.createNativeQuery(SUPERSEDED_NOTE)
                .setParameter("target", pendingMessage.target())
                .setParameter("channel", pendingMessage.posted().channel().orElseThrow())
                .setParameter("ts", pendingMessage.posted().ts().orElseThrow())
                .executeUpdate()
                .replaceWithVoid();
    }

    private static Uni<Void> insertRepeatNote(
            Mutiny.Session session, PendingMessage pendingMessage, MessageSender.RenderedMessage renderedMessage) {
        if (pendingMessage.posted().ts().isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return session.createNativeQuery(REPEAT_NOTE)
                .setParameter("target", pendingMessage.target())
                .setParameter("round", renderedMessage.round())
                .setParameter("loud", renderedMessage.shouldBroadcast())
                .executeUpdate()
                .replaceWithVoid();
    }

    private Uni<Void> auditNotification(
            Mutiny.Session session,
            PendingMessage pendingMessage,
            PostedMessage posted,
            MessageSender.RenderedMessage renderedMessage) {
        Map<String, @Nullable Object> detail = new LinkedHashMap<>();
        detail.put("by", "slack");
        detail.put("channel", posted.channel().orElse(null));
        detail.put("message", posted.ts().orElse(null));
        detail.put("round", renderedMessage.round());
        return audit.append(
                session,
                new AuditDraft(AuditDraft.GLEANER, AuditEntry.Kind.NOTIFIED, null, pendingMessage.target(), detail));
    }
}
