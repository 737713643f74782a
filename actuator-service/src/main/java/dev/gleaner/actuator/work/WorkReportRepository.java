package dev.gleaner.actuator.work;

import dev.gleaner.actuator.database.DatabaseClock;
import dev.gleaner.contracts.signal.WorkReport;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/** The table {@code work_report}: for each instance the report that ends last. */
@ApplicationScoped
public class WorkReportRepository {

    /** Time for which a report that has ended is kept. */
    private static final Duration KEPT = Duration.ofDays(1);

    private static final String STORE = """
            insert into work_report (target, until, what) values (:target, :until, :what)
            on conflict (target) do update set until = excluded.until, what = excluded.what
             where work_report.until < excluded.until
            """;

    private static final String FORGET = "delete from work_report where until < :before";

    private static final String HOLDING =
            "select until, what from work_report where target = :target and until > now()";

    private final Mutiny.SessionFactory sessions;

    WorkReportRepository(Mutiny.SessionFactory sessions) {
        this.sessions = sessions;
    }

    /** Stores reports by the ARN of their instance. A report never shortens another, in whatever order they come. */
    Uni<Void> store(Map<String, WorkReport> reports) {
        return sessions.withTransaction(session -> DatabaseClock.now(session)
                .flatMap(now -> session.createNativeQuery(FORGET)
                        .setParameter("before", now.minus(KEPT))
                        .executeUpdate())
                .chain(() -> Multi.createFrom()
                        .iterable(reports.entrySet())
                        .onItem()
                        .transformToUniAndConcatenate(report -> session.createNativeQuery(STORE)
                                .setParameter("target", report.getKey())
                                .setParameter("until", report.getValue().until())
                                .setParameter("what", report.getValue().what())
                                .executeUpdate())
                        .onItem()
                        .ignoreAsUni()));
    }

    /**
     * The report about an instance that holds now; empty if there is none. It has a session of its own: several targets are read at the same
     * time, and {@code withSession} would share the session of their context, which the first one closes.
     */
    public Uni<Optional<HoldingReport>> findHolding(String target) {
        return sessions.openSession()
                .chain(session -> findHolding(session, target).eventually(session::close));
    }

    /** The report about an instance that holds now, in the caller's transaction; empty if there is none. */
    public Uni<Optional<HoldingReport>> findHolding(Mutiny.Session session, String target) {
        return session.createNativeQuery(HOLDING, Tuple.class)
                .setParameter("target", target)
                .getSingleResultOrNull()
                .map(row -> Optional.ofNullable(row).map(HoldingReport::of));
    }
}
