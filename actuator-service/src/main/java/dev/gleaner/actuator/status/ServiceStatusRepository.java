package dev.gleaner.actuator.status;

import dev.gleaner.actuator.database.DatabaseClock;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** The table {@code service_status}: the last report of each process of the other services. */
@ApplicationScoped
public class ServiceStatusRepository {

    private static final String STORE = """
            insert into service_status (service, instance, reported_at, problem) values (:service, :instance, :at, :problem)
            on conflict (service, instance) do update set reported_at = excluded.reported_at, problem = excluded.problem
             where service_status.reported_at <= excluded.reported_at
            """;

    private static final String REMOVE = "delete from service_status where service || '/' || instance in (:keys)";

    private static final String FORGET = "delete from service_status where reported_at < :before";

    private static final String ALL =
            "select service, instance, reported_at, problem, now() from service_status order by service, instance";

    private final Mutiny.SessionFactory sessions;
    private final ServiceStatusConfig config;

    ServiceStatusRepository(Mutiny.SessionFactory sessions, ServiceStatusConfig config) {
        this.sessions = sessions;
        this.config = config;
    }

    /** Stores the newest report of each process, and removes the processes that have ended. */
    Uni<Void> store(Collection<ReportedStatus> reports, Set<String> ended) {
        return sessions.withTransaction(session -> DatabaseClock.now(session)
                .flatMap(now -> session.createNativeQuery(FORGET)
                        .setParameter("before", now.minus(config.forget()))
                        .executeUpdate())
                .chain(() -> ended.isEmpty()
                        ? Uni.createFrom().item(0)
                        : session.createNativeQuery(REMOVE)
                                .setParameter("keys", ended)
                                .executeUpdate())
                .chain(() -> Multi.createFrom()
                        .iterable(reports)
                        .onItem()
                        .transformToUniAndConcatenate(report -> session.createNativeQuery(STORE)
                                .setParameter("service", report.service())
                                .setParameter("instance", report.instance())
                                .setParameter("at", report.reportedAt())
                                .setParameter("problem", report.problem())
                                .executeUpdate())
                        .onItem()
                        .ignoreAsUni()));
    }

    /** The status of each process; a process that is silent has that as its problem. Empty if none has reported. */
    public Uni<List<ReportedStatus>> all() {
        return sessions.withTransaction(session -> session.createNativeQuery(ALL, Tuple.class)
                .getResultList()
                .map(rows -> rows.stream().map(this::status).toList()));
    }

    private ReportedStatus status(Tuple row) {
        Instant reported = row.get(2, OffsetDateTime.class).toInstant();
        Instant now = row.get(4, OffsetDateTime.class).toInstant();
        return new ReportedStatus(
                row.get(0, String.class),
                row.get(1, String.class),
                reported,
                problem(row.get(3, String.class), Duration.between(reported, now), reported));
    }

    private @Nullable String problem(@Nullable String reported, Duration age, Instant at) {
        if (age.compareTo(config.silent()) < 0) {
            return reported;
        }
        String silence = "it has not reported since " + at.truncatedTo(ChronoUnit.SECONDS);
        return reported == null ? silence : silence + "; then: " + reported;
    }
}
