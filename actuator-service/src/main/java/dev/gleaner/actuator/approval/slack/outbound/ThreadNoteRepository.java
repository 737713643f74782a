package dev.gleaner.actuator.approval.slack.outbound;

import dev.gleaner.actuator.approval.slack.client.SlackCallException;
import dev.gleaner.actuator.database.LeaseOwner;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.persistence.Tuple;
import org.hibernate.reactive.mutiny.Mutiny;

/** Queries of table {@code slack_note}: replies and updates that are sent once. */
@Singleton
record ThreadNoteRepository(Mutiny.SessionFactory sessions, LeaseOwner owner, PostOnce postOnce) {

    private static final String GET = """
        select n.id, n.target, coalesce(n.again, 0) as again, n.loud, n.left_channel, n.left_ts, n.posting,
               n.posting_at, m.channel, m.ts, e.kind, e.actor, e.detail,
               (select a.name from action a where a.id = cast(e.detail as jsonb) ->> 'action') as action_name
          from slack_note n join slack_message m on m.target = n.target
          left join audit_entry e on e.sequence = n.entry
         where n.id = :id
        """;

    private static final String END = """
        update slack_note set state = :state, posting = null, posting_at = null
         where id = :id and exists (select 1 from slack_sender where id = 1 and owner = :owner)
        """;

    /** Returns the note with this id. */
    Uni<ThreadNote> get(long id) {
        return sessions.withTransaction(session -> session.createNativeQuery(GET, Tuple.class)
                .setParameter("id", id)
                .getSingleResult()
                .map(ThreadNote::of));
    }

    /** Records that the note is about to be sent. */
    Uni<PostOnce.Attempt> attempt(ThreadNote note) {
        return postOnce.begin(PostOnce.Row.note(note.id()), note.attempt());
    }

    /** Records that the note was sent. */
    Uni<Void> markPosted(ThreadNote note) {
        return end(note, "said");
    }

    /** Records that the note is not sent: it has no text, or its message is gone. */
    Uni<Void> markDropped(ThreadNote note) {
        return end(note, "dropped");
    }

    /** Records that the note could not be sent. */
    Uni<Void> recordFailure(ThreadNote note, SlackCallException failure) {
        return postOnce.recordFailure(PostOnce.Row.note(note.id()), failure);
    }

    private Uni<Void> end(ThreadNote note, String state) {
        return sessions.withTransaction(session -> session.createNativeQuery(END)
                .setParameter("state", state)
                .setParameter("id", note.id())
                .setParameter("owner", owner.name())
                .executeUpdate()
                .replaceWithVoid());
    }
}
