package dev.gleaner.actuator.audit;

import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Whether the audit is whole and is being signed. It counts as wellness: a broken audit must not take the kill switch out of
 * service.
 */
@Wellness
@ApplicationScoped
class AuditHealth implements HealthCheck {

    private final AuditAlarm alarm;

    AuditHealth(AuditAlarm alarm) {
        this.alarm = alarm;
    }

    @Override
    public HealthCheckResponse call() {
        return alarm.health();
    }
}
