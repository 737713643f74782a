package dev.gleaner.actuator.approval.policy;

import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * Whether the policy file as it is now is in force. It counts as wellness: with the last good policy in force the service
 * is as ready as ever.
 */
@Wellness
@ApplicationScoped
class PolicyHealth implements HealthCheck {

    private final WatchedPolicy watched;
    private final Policy policy;

    PolicyHealth(WatchedPolicy watched, Policy policy) {
        this.watched = watched;
        this.policy = policy;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("policy")
                .withData("version", policy.version())
                .status(watched.problems().isEmpty());
        watched.file().ifPresent(file -> answer.withData("file", file.name()));
        if (!watched.problems().isEmpty()) {
            answer.withData("problems", String.join("\n", watched.problems()));
        }
        return answer.build();
    }
}
