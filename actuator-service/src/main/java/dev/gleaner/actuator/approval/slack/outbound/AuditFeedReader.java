package dev.gleaner.actuator.approval.slack.outbound;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Reads new audit entries and marks the messages of their targets as changed. Each change is in the audit once, in order,
 * and in the transaction that made it, so the code that changes proposals does not depend on Slack, and a crash loses
 * nothing.
 */
@Singleton
record AuditFeedReader(Mutiny.SessionFactory sessions) {

    private static final int MOST = 1000;

    private static final String RANGE = """
        select f.sequence, least(f.sequence + :most, h.sequence) from slack_feed f, audit_head h
         where f.id = 1 and h.id = 1 for update of f
        """;

    private static final String TOUCHED = """
        (select coalesce(f.target, e.resource) as target, max(e.sequence) as last
           from audit_entry e left join finding f on f.id = e.finding
          where e.sequence > :from and e.sequence <= :to
            and e.kind not in ('notified', 'claimed', 'intent', 'head')
          group by coalesce(f.target, e.resource))
        """;

    private static final String ENROL = "insert into slack_message (target, changed) select t.target, t.last from "
            + TOUCHED + " t join proposal p on p.target = t.target where p.state = 'open'"
            + " on conflict (target) do nothing";

    private static final String MARK = "update slack_message m set changed = t.last from " + TOUCHED
            + " t where m.target = t.target and m.changed < t.last";

    /** An undo has two entries, one for each action; only one of them gets a note. */
    private static final String NOTE = """
        insert into slack_note (target, entry)
        select m.target, e.sequence from audit_entry e join slack_message m on m.target = e.resource
         where e.sequence > :from and e.sequence <= :to and (m.state = 'posted' or m.posting is not null)
           and e.kind in ('decided', 'refused', 'called', 'observed', 'undone', 'expired')
           and not (e.kind = 'observed' and exists (select 1 from action a
                     where a.id = cast(e.detail as jsonb) ->> 'action' and a.undo_of is not null))
         order by e.sequence
        on conflict do nothing
        """;

    /** Reads the next entries, and creates notes if the transport has threads. */
    Uni<Void> readNext(boolean threads) {
        return sessions.withTransaction(session -> session.createNativeQuery(RANGE, Object[].class)
                .setParameter("most", MOST)
                .getSingleResult()
                .flatMap(range -> readNext(session, number(range[0]), number(range[1]), threads)));
    }

    private static Uni<Void> readNext(Mutiny.Session session, long from, long to, boolean threads) {
        if (to <= from) {
            return Uni.createFrom().voidItem();
        }
        Uni<Void> done = Uni.createFrom().voidItem();
        for (String sql : threads ? List.of(ENROL, MARK, NOTE) : List.of(ENROL, MARK)) {
            done = done.chain(() -> session.createNativeQuery(sql)
                    .setParameter("from", from)
                    .setParameter("to", to)
                    .executeUpdate()
                    .replaceWithVoid());
        }
        return done.chain(() -> session.createNativeQuery("update slack_feed set sequence = :to where id = 1")
                .setParameter("to", to)
                .executeUpdate()
                .replaceWithVoid());
    }

    private static long number(Object value) {
        return ((Number) value).longValue();
    }
}
