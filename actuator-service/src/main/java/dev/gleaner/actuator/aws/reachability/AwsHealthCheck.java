package dev.gleaner.actuator.aws.reachability;

import io.smallrye.health.api.Wellness;
import jakarta.inject.Singleton;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * Whether AWS answered the last call of each service in each region. This is a wellness check: a restart would not help, and people can decide
 * meanwhile. Health is public and therefore names neither accounts nor errors; the page and {@code GET /api/aws} do.
 */
@Wellness
@Singleton
record AwsHealthCheck(AwsReachability reachability) implements HealthCheck {

    @Override
    public HealthCheckResponse call() {
        List<UnreachableService> unreachable = reachability.unreachable();
        HealthCheckResponseBuilder health = HealthCheckResponse.named("aws")
                .status(unreachable.isEmpty())
                .withData("unreachable", unreachable.size());
        // The longest first, so that of several accounts the earliest time is shown.
        for (int i = unreachable.size() - 1; i >= 0; i--) {
            UnreachableService one = unreachable.get(i);
            health.withData(
                    one.service() + " in " + one.region(),
                    "since " + one.since().truncatedTo(ChronoUnit.SECONDS));
        }
        return health.build();
    }
}
