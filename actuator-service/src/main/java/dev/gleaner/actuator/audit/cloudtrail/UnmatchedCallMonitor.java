package dev.gleaner.actuator.audit.cloudtrail;

import dev.gleaner.actuator.audit.AuditedCallRepository;
import dev.gleaner.actuator.reactive.ContextBoundUni;
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

/** Looks for calls that CloudTrail should have told of by now, and for such that only CloudTrail knows. */
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
        return matchAndCount()
                .onFailure()
                .invoke(failure -> Log.warn("Echoes can't be looked at now; it will be tried again", failure))
                .onFailure()
                .recoverWithNull();
    }

    /** Matches what waits, then says what is missing; each call once. */
    public Uni<Void> matchAndCount() {
        return ContextBoundUni.emitOnContext(cloudTrailEchoMatcher
                .match()
                .chain(() -> sessions.withTransaction(
                        session -> logNewlyMissing(session).chain(() -> count(session)))));
    }

    /** How things stood at the last look. Not a reason to be taken out of service: acting is not what is in doubt. */
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
                        "CloudTrail does not tell of call %s of audit entry %s (%s) after %s",
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

    /** Shows in the health how CloudTrail agrees with the audit. */
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
