package dev.gleaner.actuator.audit.cloudtrail;

import dev.gleaner.actuator.audit.AuditedCallRepository;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.actuator.reactive.PeriodicRun;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.hibernate.reactive.mutiny.Mutiny;

/** Reports calls that CloudTrail should have reported by now, and calls that only CloudTrail knows. */
@ApplicationScoped
public class UnmatchedCallMonitor {

    private final Mutiny.SessionFactory sessions;
    private final CloudTrailEchoMatcher cloudTrailEchoMatcher;
    private final CloudTrailEchoConfig config;
    private final AtomicLong missing;
    private final AtomicLong unknown;
    private final AtomicLong trails;

    UnmatchedCallMonitor(
            Mutiny.SessionFactory sessions,
            CloudTrailEchoMatcher cloudTrailEchoMatcher,
            CloudTrailEchoConfig config,
            MeterRegistry meters) {
        this.sessions = sessions;
        this.cloudTrailEchoMatcher = cloudTrailEchoMatcher;
        this.config = config;
        this.missing = meters.gauge("gleaner.audit.echo.missing", new AtomicLong());
        this.unknown = meters.gauge("gleaner.audit.echo.unknown", new AtomicLong());
        this.trails = meters.gauge("gleaner.audit.echo.trails", new AtomicLong());
    }

    @Scheduled(every = "${actuator.audit.echo.interval}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> tick() {
        return PeriodicRun.reportFailure(
                matchAndCount(),
                failure -> Log.warn(
                        "CloudTrail's records of our calls can't be matched now; it will be tried again", failure));
    }

    /** Matches waiting echoes, then reports missing calls, each once. */
    public Uni<Void> matchAndCount() {
        return ContextBoundUni.emitOnContext(cloudTrailEchoMatcher
                .match()
                .chain(() -> sessions.withTransaction(
                        session -> logNewlyMissing(session).chain(() -> count(session)))));
    }

    /** Health at the last check. It is always up, since missing echoes do not affect the service itself. */
    public HealthCheckResponse health() {
        return HealthCheckResponse.named("audit-echo")
                .up()
                .withData("missing", missing.get())
                .withData("unknown", unknown.get())
                .withData("trails", trails.get())
                .build();
    }

    private Uni<Void> logNewlyMissing(Mutiny.Session session) {
        return AuditedCallRepository.markNewlyMissing(session, config.patience())
                .invoke(calls -> calls.forEach(call -> Log.errorf(
                        "CloudTrail has not reported call %s of audit entry %s (%s) after %s",
                        call.requestId(), call.sequence(), call.trail(), config.patience())))
                .replaceWithVoid();
    }

    private Uni<Void> count(Mutiny.Session session) {
        return AuditedCallRepository.countMissing(session, config.patience())
                .invoke(missing::set)
                .chain(() -> CloudTrailEchoMatcher.countUnknown(session))
                .invoke(unknown::set)
                .chain(() -> ObservedTrailRepository.count(session))
                .invoke(trails::set)
                .replaceWithVoid();
    }

    /** Health check of the comparison with CloudTrail. */
    @Liveness
    @ApplicationScoped
    static class Health implements HealthCheck {

        private final UnmatchedCallMonitor alarm;

        Health(UnmatchedCallMonitor alarm) {
            this.alarm = alarm;
        }

        @Override
        public HealthCheckResponse call() {
            return alarm.health();
        }
    }
}
