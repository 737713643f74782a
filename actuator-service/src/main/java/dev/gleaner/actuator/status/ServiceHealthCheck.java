package dev.gleaner.actuator.status;

import dev.gleaner.actuator.reactive.PeriodicRun;
import dev.gleaner.contracts.signal.ServiceStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.health.api.Wellness;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * Whether the processes of the other services work. This is a wellness check: the actuator itself works, and must be reachable to tell what
 * does not. Health is public, so it has numbers and times alone; the page and {@code GET /api/services} name the processes.
 */
@Wellness
@ApplicationScoped
class ServiceHealthCheck implements HealthCheck {

    private final ServiceStatusRepository repository;

    /** Empty before the first reading. */
    private volatile Optional<List<ReportedStatus>> last = Optional.empty();

    /** Problems at the last reading. Each is logged once. */
    private Set<String> known = Set.of();

    ServiceHealthCheck(ServiceStatusRepository repository, MeterRegistry meters) {
        this.repository = repository;
        for (String service : ServiceStatus.SERVICES) {
            Gauge.builder("gleaner.actuator.services.failing", () -> failingOrUnknown(service))
                    .description("Processes of another service that do not work; 1 if none has reported")
                    .tag("service", service)
                    .register(meters);
        }
    }

    @Scheduled(every = "10s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> tick() {
        return PeriodicRun.reportFailure(
                repository.all().invoke(this::take),
                failure -> Log.warn("The status of the services can't be read now; it will be tried again", failure));
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder health = HealthCheckResponse.named("services");
        last.ifPresent(now -> ServiceStatus.SERVICES.forEach(service -> {
            health.withData(service, failing(service, now).size());
            silentSince(service, now).ifPresent(at -> health.withData(service + "Since", at.toString()));
        }));
        return health.status(last.stream().flatMap(List::stream).allMatch(one -> one.problem() == null))
                .build();
    }

    /** Logs each problem when it begins and when it ends. */
    private void take(List<ReportedStatus> now) {
        Set<String> problems = new LinkedHashSet<>();
        for (ReportedStatus one : now) {
            if (one.problem() != null) {
                problems.add(name(one) + ": " + one.problem());
            }
        }
        problems.stream()
                .filter(problem -> !known.contains(problem))
                .forEach(problem -> Log.warnf("A service does not work. %s", problem));
        if (problems.isEmpty() && !known.isEmpty()) {
            Log.info("The other services work again");
        }
        known = problems;
        last = Optional.of(now);
    }

    private Number failingOrUnknown(String service) {
        return last.<Number>map(now -> failing(service, now).size()).orElse(Double.NaN);
    }

    private static List<ReportedStatus> failing(String service, List<ReportedStatus> now) {
        return now.stream()
                .filter(one -> one.service().equals(service) && one.problem() != null)
                .toList();
    }

    /** When the process that has been silent for longest reported last. */
    private static Optional<Instant> silentSince(String service, List<ReportedStatus> now) {
        return failing(service, now).stream()
                .filter(ReportedStatus::silent)
                .map(ReportedStatus::reportedAt)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .map(at -> at.truncatedTo(ChronoUnit.SECONDS));
    }

    private static String name(ReportedStatus one) {
        return one.instance() == null ? one.service() : one.service() + " " + one.instance();
    }
}
