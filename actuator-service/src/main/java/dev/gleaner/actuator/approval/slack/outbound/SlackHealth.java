package dev.gleaner.actuator.approval.slack.outbound;

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
        return of(status.isConfigured(), status.now());
    }

    /** Everybody reads it: what Slack said is in the log, since it can name people and channels. */
    static HealthCheckResponse of(boolean isConfigured, SlackStatus.Snapshot now) {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("slack")
                .up()
                .withData("configured", isConfigured)
                .withData("failing", now.isFailing())
                .withData("waiting", now.waiting())
                .withData("lagSeconds", Math.round(now.lagSeconds()));
        now.succeeded().ifPresent(at -> response.withData("lastSuccess", at.toString()));
        now.failed().ifPresent(at -> response.withData("lastFailure", at.toString()));
        return response.build();
    }
}
