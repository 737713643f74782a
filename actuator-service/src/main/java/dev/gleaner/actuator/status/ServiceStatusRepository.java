package dev.gleaner.actuator.status;

import dev.gleaner.actuator.database.BatchStatement;
import dev.gleaner.actuator.database.DatabaseClock;
import dev.gleaner.contracts.signal.ServiceStatus;
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
import java.util.stream.Stream;
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

    private static final String FORGET = """
            delete from service_status
             where reported_at < :before
               and exists (select 1 from service_status later
                            where later.service = service_status.service and later.reported_at > service_status.reported_at)
            """;

    private static final String ALL =
            "select service, instance, reported_at, problem, now() from service_status order by service, instance";

    private static final String NONE = "none has reported, or the last one was stopped";

    private final Mutiny.SessionFactory sessions;
    private final ServiceStatusConfig config;

    ServiceStatusRepository(Mutiny.SessionFactory sessions, ServiceStatusConfig config) {
        this.sessions = sessions;
        this.config = config;
    }

    /** What a process reported, and when Kafka received it. */
    record Report(ServiceStatus status, Instant at) {}

    /** Stores the newest report of each process, and removes the processes that have ended. */
    Uni<Void> store(Collection<Report> reports, Set<String> ended) {
        return sessions.withTransaction(session -> DatabaseClock.now(session)
                .flatMap(now -> BatchStatement.execute(session, REMOVE, "keys", ended)
                        .chain(() -> Multi.createFrom()
                                .iterable(reports)
                                .onItem()
                                .transformToUniAndConcatenate(report -> store(session, report))
                                .onItem()
                                .ignoreAsUni())
                        .chain(() -> session.createNativeQuery(FORGET)
                                .setParameter("before", now.minus(config.forget()))
                                .executeUpdate())
                        .replaceWithVoid()));
    }

    private static Uni<Integer> store(Mutiny.Session session, Report report) {
        return session.createNativeQuery(STORE)
                .setParameter("service", report.status().service())
                .setParameter("instance", report.status().instance())
                .setParameter("at", report.at())
                .setParameter("problem", report.status().problem())
                .executeUpdate();
    }

    /**
     * The status of each process by service and name; a process that is silent has that as its problem. A service of which no process has
     * reported is there too.
     */
    public Uni<List<ReportedStatus>> all() {
        return sessions.withTransaction(session -> session.createNativeQuery(ALL, Tuple.class)
                .getResultList()
                .map(rows -> rows.stream().map(this::status).toList())
                .map(ServiceStatusRepository::withMissing));
    }

    private static List<ReportedStatus> withMissing(List<ReportedStatus> reported) {
        Stream<ReportedStatus> missing = ServiceStatus.SERVICES.stream()
                .filter(service ->
                        reported.stream().noneMatch(one -> one.service().equals(service)))
                .map(service -> new ReportedStatus(service, null, null, true, NONE));
        return Stream.concat(reported.stream(), missing).toList();
    }

    private ReportedStatus status(Tuple row) {
        Instant reported = row.get(2, OffsetDateTime.class).toInstant();
        Instant now = row.get(4, OffsetDateTime.class).toInstant();
        boolean silent = Duration.between(reported, now).compareTo(config.silent()) >= 0;
        String problem = row.get(3, String.class);
        return new ReportedStatus(
                row.get(0, String.class),
                row.get(1, String.class),
                reported,
                silent,
                silent ? silence(problem, reported) : problem);
    }

    private static String silence(@Nullable String reported, Instant at) {
        String silence = "it has not reported since " + at.truncatedTo(ChronoUnit.SECONDS);
        return reported == null ? silence : silence + "; then: " + reported;
    }
}
