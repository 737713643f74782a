package dev.gleaner.actuator.work;

import dev.gleaner.actuator.audit.AuditChain;
import dev.gleaner.actuator.audit.AuditDraft;
import dev.gleaner.actuator.database.DatabaseClock;
import dev.gleaner.contracts.audit.AuditEntry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** The table {@code work_report}: for each instance the report that ends last, unless it was withdrawn. */
@ApplicationScoped
public class WorkReportRepository {

    /** Time for which a report that has ended is kept. */
    private static final Duration KEPT = Duration.ofDays(1);

    private static final String STORE = """
            insert into work_report (target, until, what, appended) values (:target, :until, :what, :appended)
            on conflict (target) do update set until = excluded.until, what = excluded.what, appended = excluded.appended
             where work_report.until < excluded.until
            """;

    /** Not a report that was appended later: an actuator that lost its partition may come back with an old withdrawal. */
    private static final String WITHDRAW = """
            delete from work_report where target = :target and appended <= :appended
            returning until, what, until > now()
            """;

    private static final String FORGET = "delete from work_report where until < :before";

    private static final String HOLDING =
            "select until, what from work_report where target = :target and until > now()";

    private final Mutiny.SessionFactory sessions;
    private final AuditChain audit;

    WorkReportRepository(Mutiny.SessionFactory sessions, AuditChain audit) {
        this.sessions = sessions;
        this.audit = audit;
    }

    /**
     * Stores reports, and deletes what is withdrawn. Reports about one instance have to come in the order of the topic; a report never
     * shortens another. The audit has each withdrawal that ended a report.
     */
    Uni<Void> store(List<ReceivedReport> reports) {
        return sessions.withTransaction(session -> DatabaseClock.now(session)
                .flatMap(now -> session.createNativeQuery(FORGET)
                        .setParameter("before", now.minus(KEPT))
                        .executeUpdate())
                .chain(() -> Multi.createFrom()
                        .iterable(reports)
                        .onItem()
                        .transformToUniAndConcatenate(
                                report -> report.isWithdrawal() ? withdraw(session, report) : insert(session, report))
                        .collect()
                        .asList())
                .flatMap(entries -> audit.append(
                        session, entries.stream().flatMap(Optional::stream).toList())));
    }

    private static Uni<Optional<AuditDraft>> insert(Mutiny.Session session, ReceivedReport received) {
        return session.createNativeQuery(STORE)
                .setParameter("target", received.target())
                .setParameter("until", received.report().until())
                .setParameter("what", received.report().what())
                .setParameter("appended", received.appended())
                .executeUpdate()
                .replaceWith(Optional.empty());
    }

    private static Uni<Optional<AuditDraft>> withdraw(Mutiny.Session session, ReceivedReport withdrawal) {
        return session.createNativeQuery(WITHDRAW, Tuple.class)
                .setParameter("target", withdrawal.target())
                .setParameter("appended", withdrawal.appended())
                .getSingleResultOrNull()
                .map(row -> Optional.ofNullable(row)
                        .filter(ended -> ended.get(2, Boolean.class))
                        .map(WorkReportInForce::of)
                        .map(ended -> entry(withdrawal, ended)));
    }

    /** The collector knows who withdrew the report; this service has only its word for it. */
    private static AuditDraft entry(ReceivedReport withdrawal, WorkReportInForce ended) {
        Map<String, @Nullable Object> detail = new LinkedHashMap<>();
        detail.put("decision", "withdraw-reports");
        detail.put("until", ended.until());
        detail.put("what", ended.what());
        detail.put("receivedAt", withdrawal.report().from());
        detail.put("authenticatedBy", "collector");
        return new AuditDraft(
                AuditDraft.user(Objects.requireNonNull(withdrawal.report().withdrawnBy())),
                AuditEntry.Kind.DECIDED,
                null,
                withdrawal.target(),
                detail);
    }

    /**
     * The report about an instance that holds now; empty if there is none. It has a session of its own: several targets are read at the same
     * time, and {@code withSession} would share the session of their context, which the first one closes.
     */
    public Uni<Optional<WorkReportInForce>> findHolding(String target) {
        return sessions.openSession()
                .chain(session -> findHolding(session, target).eventually(session::close));
    }

    /** The report about an instance that holds now, in the caller's transaction; empty if there is none. */
    public Uni<Optional<WorkReportInForce>> findHolding(Mutiny.Session session, String target) {
        return session.createNativeQuery(HOLDING, Tuple.class)
                .setParameter("target", target)
                .getSingleResultOrNull()
                .map(row -> Optional.ofNullable(row).map(WorkReportInForce::of));
    }
}
