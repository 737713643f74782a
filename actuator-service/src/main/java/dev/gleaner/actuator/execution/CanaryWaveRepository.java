package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.audit.AuditChain;
import dev.gleaner.actuator.audit.AuditDraft;
import dev.gleaner.actuator.database.RequestTransaction;
import dev.gleaner.actuator.guard.CanaryWaveState;
import dev.gleaner.actuator.guard.GuardConfig;
import dev.gleaner.contracts.audit.AuditEntry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** The tables of canary waves, read and changed under their row locks; the state of each action is read from its own row. */
@ApplicationScoped
public class CanaryWaveRepository {

    private static final String ADD = """
        insert into canary (id, action, account, wave, size) values (:id, :action, :account, 1, :first)
        on conflict do nothing
        """;
    private static final String STATES = """
        select action.state from canary_action join action on action.id = canary_action.action_id
         where canary_action.action = :action and canary_action.account = :account and canary_action.wave = :wave
        """;
    private static final String LAST = """
        select max(begun_at) from canary_action where action = :action and account = :account
        """;
    private static final String BEGIN = """
        insert into canary_action values (:id, :action, :account, :wave, :now) on conflict do nothing
        """;

    private final Mutiny.SessionFactory sessions;
    private final RequestTransaction requests;
    private final GuardConfig config;
    private final AuditChain audit;

    CanaryWaveRepository(
            Mutiny.SessionFactory sessions, RequestTransaction requests, GuardConfig config, AuditChain audit) {
        this.sessions = sessions;
        this.requests = requests;
        this.config = config;
        this.audit = audit;
    }

    /** Returns all waves. */
    public Uni<List<CanaryWaveState>> all() {
        return sessions.withTransaction(session -> session.createQuery("from CanaryRow order by id", CanaryRow.class)
                .getResultList()
                .flatMap(rows -> Multi.createFrom()
                        .iterable(rows)
                        .onItem()
                        .transformToUniAndConcatenate(row -> wave(session, row))
                        .collect()
                        .asList()));
    }

    /**
     * Resets the waves of an action by order of an operator, in this account or in all accounts. Returns how many were
     * reset.
     */
    public Uni<Integer> reset(String action, @Nullable String account, String identity) {
        return requests.change(session -> rows(session, action, account)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList()
                .call(rows -> Multi.createFrom()
                        .iterable(rows)
                        .onItem()
                        .transformToUniAndConcatenate(row -> wave(session, row)
                                .invoke(wave ->
                                        row.update(wave.reset(config.canary().limits()))))
                        .onItem()
                        .ignoreAsUni())
                .call(session::flush)
                .call(rows -> rows.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : audit.append(session, entry(action, account, identity)))
                .map(List::size));
    }

    /** Locks the wave that this action would join. */
    Uni<CanaryWaveState> lockWave(LockedAction lockedAction, String account) {
        Mutiny.Session session = lockedAction.session();
        String id = CanaryRow.id(lockedAction.action().name(), account);
        return session.createNativeQuery(ADD)
                .setParameter("id", id)
                .setParameter("action", lockedAction.action().name())
                .setParameter("account", account)
                .setParameter("first", config.canary().first())
                .executeUpdate()
                .chain(() -> session.find(CanaryRow.class, id, LockModeType.PESSIMISTIC_WRITE))
                .flatMap(row -> wave(session, row)
                        .map(wave ->
                                wave.next(lockedAction.now(), config.canary().limits()))
                        .invoke(row::update));
    }

    /** Reads the wave that the next action of this name would join, without a lock. */
    Uni<CanaryWaveState> preview(Mutiny.Session session, Instant now, String action, String account) {
        return session.find(CanaryRow.class, CanaryRow.id(action, account))
                .flatMap(row -> row == null
                        ? Uni.createFrom()
                                .item(new CanaryWaveState(
                                        action, account, 1, config.canary().first(), 0, 0, 0, Optional.empty()))
                        : wave(session, row)
                                .map(wave -> wave.next(now, config.canary().limits())));
    }

    /** Whether the action belongs to a wave already. */
    Uni<Boolean> hasBegun(LockedAction lockedAction) {
        return lockedAction
                .session()
                .createNativeQuery("select exists (select from canary_action where action_id = :id)", Boolean.class)
                .setParameter("id", lockedAction.action().id())
                .getSingleResult();
    }

    /** Adds the action to the wave. */
    Uni<Void> join(LockedAction lockedAction, CanaryWaveState wave) {
        return lockedAction
                .session()
                .createNativeQuery(BEGIN)
                .setParameter("id", lockedAction.action().id())
                .setParameter("action", wave.action())
                .setParameter("account", wave.account())
                .setParameter("wave", wave.number())
                .setParameter("now", lockedAction.now())
                .executeUpdate()
                .replaceWithVoid();
    }

    private static Mutiny.SelectionQuery<CanaryRow> rows(
            Mutiny.Session session, String action, @Nullable String account) {
        String query = "from CanaryRow where action = :action";
        Mutiny.SelectionQuery<CanaryRow> rows = account == null
                ? session.createQuery(query + " order by id", CanaryRow.class)
                : session.createQuery(query + " and account = :account order by id", CanaryRow.class)
                        .setParameter("account", account);
        return rows.setParameter("action", action);
    }

    private static Uni<CanaryWaveState> wave(Mutiny.Session session, CanaryRow row) {
        return session.createNativeQuery(STATES, String.class)
                .setParameter("action", row.action())
                .setParameter("account", row.account())
                .setParameter("wave", row.wave())
                .getResultList()
                .flatMap(states -> session.createNativeQuery(LAST, Instant.class)
                        .setParameter("action", row.action())
                        .setParameter("account", row.account())
                        .getSingleResultOrNull()
                        .map(last -> row.wave(states, Optional.ofNullable(last))));
    }

    private static AuditDraft entry(String action, @Nullable String account, String identity) {
        Map<String, @Nullable Object> detail = new LinkedHashMap<>();
        detail.put("canaryReset", action);
        if (account != null) {
            detail.put("account", account);
        }
        return new AuditDraft(AuditDraft.user(identity), AuditEntry.Kind.DECIDED, null, null, detail);
    }
}
