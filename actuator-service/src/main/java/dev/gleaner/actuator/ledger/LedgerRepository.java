package dev.gleaner.actuator.ledger;

import dev.gleaner.actuator.action.ActionRegistry;
import dev.gleaner.actuator.database.DatabaseClock;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** The table {@code ledger_entry}: one entry for each observed action that is not an undo. */
@ApplicationScoped
class LedgerRepository {

    /**
     * Reads the tables of actions, so that a crash cannot lose an entry. The promised saving is the one that was shown when the
     * action was approved; of actions of earlier versions that of the approved version of the finding. Stops and starts of a
     * schedule have no entry of their own, since the schedule has one.
     */
    private static final String OPEN = """
            insert into ledger_entry (action_id, target, monthly, low, basis, since, through, next_look)
            select a.id, a.target, cast(s.saving ->> 'monthly' as numeric), cast(s.saving ->> 'low' as numeric), s.saving ->> 'basis',
                   i.observed, i.observed, i.observed + make_interval(secs => :look)
              from action a
              join lateral (select coalesce(cast(a.saving as jsonb), cast(document as jsonb) -> 'saving') as saving
                              from finding_version
                             where finding_id = a.finding_id and version = a.finding_version and revision = 0) s on true
              join lateral (select max(closed_at) as observed from intent
                             where action_id = a.id and outcome = 'observed') i on i.observed is not null
             where a.state in ('observed', 'undone') and a.undo_of is null and a.schedule is null and a.name not in (:restoring)
               and not exists (select 1 from ledger_entry e where e.action_id = a.id)
            on conflict do nothing
            """;

    /** An action that was undone is due at once: nobody has to look at its target to know that its effect ended. */
    private static final String DUE = """
            select * from ledger_entry
             where ended_at is null and through < since + interval '30 days'
               and (next_look <= clock_timestamp()
                 or exists (select 1 from action u join intent i on i.action_id = u.id
                             where u.undo_of = ledger_entry.action_id and u.state = 'observed'
                               and i.called_at is not null and i.step >= u.prepared))
             order by next_look limit 1 for update skip locked
            """;

    /** The ARN of a bucket has no account, so that it is that of the finding. */
    private static final String ACTIONS = """
            select e.action_id, a.name, case when split_part(e.target, ':', 5) <> '' then split_part(e.target, ':', 5)
                   else cast(v.document as jsonb) ->> 'account' end
              from ledger_entry e
              join action a on a.id = e.action_id
              left join finding_version v
                on v.finding_id = a.finding_id and v.version = a.finding_version and v.revision = 0
            """;

    private final Mutiny.SessionFactory sessions;
    private final Set<String> restoring;
    private final Duration look;

    LedgerRepository(Mutiny.SessionFactory sessions, ActionRegistry actions, LedgerConfig config) {
        this.sessions = sessions;
        this.restoring = actions.undoNames();
        this.look = config.look();
    }

    /** Opens an entry for each action that has none. */
    Uni<Integer> open() {
        return sessions.withTransaction(session -> session.createNativeQuery(OPEN)
                .setParameter("look", (double) look.toSeconds())
                .setParameter("restoring", restoring)
                .executeUpdate());
    }

    /** Claims the next entry whose target is due for a check; empty when there is none. */
    Uni<Optional<LedgerEntry>> next() {
        return sessions.withTransaction(session -> session.createNativeQuery(DUE, LedgerEntry.class)
                .getSingleResultOrNull()
                .flatMap(entry -> entry == null
                        ? Uni.createFrom().item(Optional.empty())
                        : DatabaseClock.now(session)
                                .invoke(now -> entry.scheduleNextCheck(now.plus(look)))
                                .replaceWith(Optional.of(entry))));
    }

    /** All entries, the newest first. */
    Uni<List<LedgerEntry>> all(Mutiny.Session session) {
        return session.createQuery("from LedgerEntry order by since desc, actionId", LedgerEntry.class)
                .getResultList();
    }

    /** The actions of all entries by id. */
    Uni<Map<String, AppliedAction>> actions(Mutiny.Session session) {
        return session.createNativeQuery(ACTIONS, Tuple.class)
                .getResultList()
                .map(rows -> rows.stream()
                        .collect(Collectors.toMap(
                                row -> row.get(0, String.class),
                                row -> new AppliedAction(row.get(1, String.class), row.get(2, String.class)))));
    }

    /**
     * What an entry is about.
     *
     * @param name of the action
     * @param account of the target; absent if it is not known
     */
    record AppliedAction(String name, @Nullable String account) {}
}
