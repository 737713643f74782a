package dev.gleaner.actuator.approval.policy;

import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Whether the policy file as it is now is in force. It counts as wellness: with the last good policy in force the service
 * is as ready as ever. What is wrong with the file quotes it, and is in the log alone: everybody reads the health.
 */
@Wellness
@ApplicationScoped
class PolicyHealth implements HealthCheck {

    private final PolicyFileWatcher watched;
    private final ApprovalPolicy policy;

    PolicyHealth(PolicyFileWatcher watched, ApprovalPolicy policy) {
        this.watched = watched;
        this.policy = policy;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("policy")
                .withData("version", policy.version())
                .withData("problems", watched.problems().size())
                .status(watched.problems().isEmpty())
                .build();
    }
}
