package dev.gleaner.actuator.audit.verify;

import dev.gleaner.actuator.audit.AuditAlarm;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Verifies the audit without being asked: the newest part often, all of it now and then. */
@ApplicationScoped
public class AuditVerificationJob {

    private final AuditVerifier verifier;
    private final AuditAlarm alarm;

    AuditVerificationJob(AuditVerifier verifier, AuditAlarm alarm) {
        this.verifier = verifier;
        this.alarm = alarm;
    }

    @Scheduled(every = "${actuator.audit.recent-interval}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    public Uni<Void> verifyRecent() {
        return quietly(verifier.verifyRecent(), AuditAlarm.Part.RECENT);
    }

    @Scheduled(every = "${actuator.audit.verify-interval}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    public Uni<Void> verifyAll() {
        return quietly(verifier.verify(), AuditAlarm.Part.ALL);
    }

    /** What was found has reached the alarm already. */
    private Uni<Void> quietly(Uni<?> verification, AuditAlarm.Part part) {
        return verification
                .onFailure()
                .invoke(failure -> alarm.recordFailure(part, failure))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }
}
