package dev.gleaner.collector.aws;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Names what can't be asked of AWS. It is up all the same: the other accounts go on, and a restart would mend nothing. */
@Readiness
@ApplicationScoped
class ReachHealth implements HealthCheck {

    /** Who wants all of thousands asks the metric. */
    private static final int MOST = 50;

    private final Reach reach;

    ReachHealth(Reach reach) {
        this.reach = reach;
    }

    @Override
    public HealthCheckResponse call() {
        List<Reach.Failure> failures = reach.failures();
        HealthCheckResponseBuilder health =
                HealthCheckResponse.named("accounts").up().withData("failing", failures.size());
        failures.stream()
                .limit(MOST)
                .forEach(failure -> health.withData(
                        failure.source() + " " + failure.account() + " " + failure.region(),
                        "since " + failure.since() + ": " + failure.reason()));
        return health.build();
    }
}
