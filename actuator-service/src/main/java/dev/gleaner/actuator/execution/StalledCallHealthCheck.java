package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.reactive.PeriodicRun;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.health.api.Wellness;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Reports actions that cannot be taken over although their lease has ended. The actuator that was about to call AWS still
 * holds its database connection: its process is frozen, or its host was lost without closing the connection. Such actions
 * wait until a person ends the process or the connection.
 */
@Wellness
@ApplicationScoped
class StalledCallHealthCheck implements HealthCheck {

    private final ActionRepository actionRepository;
    private final AtomicLong count;

    /** The actions found by the previous check. Each is logged once. */
    private Set<String> known = Set.of();

    StalledCallHealthCheck(ActionRepository actionRepository, MeterRegistry meters) {
        this.actionRepository = actionRepository;
        this.count = meters.gauge("gleaner.actuator.execution.stalled", new AtomicLong());
    }

    @Scheduled(every = "10s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> tick() {
        return PeriodicRun.reportFailure(
                refresh(),
                failure -> Log.warn("Stalled calls can't be searched for now; it will be tried again", failure));
    }

    /** Counts the stalled actions and logs the new ones. */
    Uni<Void> refresh() {
        return actionRepository.findStalledCalls().invoke(this::reportNew).replaceWithVoid();
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("execution")
                .withData("stalled", count.get())
                .status(count.get() == 0)
                .build();
    }

    private void reportNew(List<ActionRepository.StalledCall> calls) {
        Set<String> now = new HashSet<>();
        for (ActionRepository.StalledCall call : calls) {
            now.add(call.action());
            if (!known.contains(call.action())) {
                Log.errorf(
                        "Action %s on %s waits for %s, which was about to call AWS, let its lease end and still holds its"
                                + " connection: backend %s of the database, from %s. End that process, or the backend once the"
                                + " process is surely gone",
                        call.action(), call.target(), call.owner(), call.backend(), call.host());
            }
        }
        known = Set.copyOf(now);
        count.set(now.size());
    }
}
