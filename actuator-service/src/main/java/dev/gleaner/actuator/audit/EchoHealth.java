package dev.gleaner.actuator.audit;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Shows in the health how CloudTrail agrees with the audit. */
@Liveness
@ApplicationScoped
class EchoHealth implements HealthCheck {

    private final EchoAlarm alarm;

    EchoHealth(EchoAlarm alarm) {
        this.alarm = alarm;
    }

    @Override
    public HealthCheckResponse call() {
        return alarm.health();
    }
}
