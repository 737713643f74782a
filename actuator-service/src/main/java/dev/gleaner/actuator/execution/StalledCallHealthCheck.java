package dev.gleaner.actuator.execution;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.health.api.Wellness;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Actions that nobody may take over although their lease is over: the actuator that was about to call AWS still holds its
 * connection, so it is frozen, or its host was lost without a word. They wait until a person ends it.
 */
@Wellness
@ApplicationScoped
class StalledCallHealthCheck implements HealthCheck {

    /**
     * A call ends before its lease does; that long after it nothing is in order. Whoever takes an action over holds the lock,
     * too, for a moment, but began after the lease was over.
     */
    private static final String STALLED = """
            select a.id, a.target, a.lease_owner, l.pid, coalesce(cast(s.client_addr as text), 'this host')
              from action a join pg_locks l on %s left join pg_stat_activity s on s.pid = l.pid
             where a.state in ('claimed', 'intent', 'called') and a.lease_until < clock_timestamp() - interval '5 seconds'
               and coalesce(s.xact_start < a.lease_until, true)
             order by a.id
            """.formatted(AwsCallGate.ActionLock.OF_ACTION);

    private final Mutiny.SessionFactory sessions;
    private final AtomicLong count;

    /** Those of the last look: each is said once. */
    private Set<String> known = Set.of();

    StalledCallHealthCheck(Mutiny.SessionFactory sessions, MeterRegistry meters) {
        this.sessions = sessions;
        this.count = meters.gauge("gleaner.actuator.execution.stalled", new AtomicLong());
    }

    @Scheduled(every = "10s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> tick() {
        return refresh()
                .onFailure()
                .invoke(failure -> Log.warn("Stalled calls can't be looked for now; it will be tried again", failure))
                .onFailure()
                .recoverWithNull();
    }

    /** Looks for them, and says those that are new. */
    Uni<Void> refresh() {
        return sessions.withTransaction(session ->
                        session.createNativeQuery(STALLED, Tuple.class).getResultList())
                .invoke(this::reportNew)
                .replaceWithVoid();
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("execution")
                .withData("stalled", count.get())
                .status(count.get() == 0)
                .build();
    }

    private void reportNew(List<Tuple> rows) {
        Set<String> now = new HashSet<>();
        for (Tuple row : rows) {
            String action = row.get(0, String.class);
            now.add(action);
            if (!known.contains(action)) {
                Log.errorf(
                        "Action %s on %s waits for %s, which was about to call AWS, let its lease end and still holds its"
                                + " connection: backend %s of the database, from %s. End that process, or the backend once the"
                                + " process is surely gone",
                        action, row.get(1), row.get(2), row.get(3), row.get(4));
            }
        }
        known = Set.copyOf(now);
        count.set(now.size());
    }
}
