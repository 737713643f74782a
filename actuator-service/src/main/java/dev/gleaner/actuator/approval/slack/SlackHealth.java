package dev.gleaner.actuator.approval.slack;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Slack among the health checks: it tells how Slack is doing, and is always up, since a dead Slack must kill no pod. */
@Readiness
@ApplicationScoped
class SlackHealth implements HealthCheck {

    private final SlackStatus status;

    SlackHealth(SlackStatus status) {
        this.status = status;
    }

    @Override
    public HealthCheckResponse call() {
        SlackStatus.Snapshot now = status.now();
        HealthCheckResponseBuilder response = HealthCheckResponse.named("slack")
                .up()
                .withData("configured", status.isConfigured())
                .withData("waiting", now.waiting())
                .withData("lagSeconds", Math.round(now.lagSeconds()));
        now.succeeded().ifPresent(at -> response.withData("lastSuccess", at.toString()));
        now.failed().ifPresent(at -> response.withData("lastFailure", at.toString()));
        now.failure().ifPresent(why -> response.withData("failure", why));
        return response.build();
    }
}
