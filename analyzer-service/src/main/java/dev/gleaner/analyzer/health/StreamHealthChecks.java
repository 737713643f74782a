package dev.gleaner.analyzer.health;

import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Checks that name what is wrong with the stream: for readiness a stream that does not work, for wellness a nearly full disk too. */
@Dependent
class StreamHealthChecks {

    private static final String NAME = "stream";

    @Singleton
    @Readiness
    HealthCheck ready(StreamWatchdog watchdog) {
        return () -> answer(watchdog.problem());
    }

    @Singleton
    @Wellness
    HealthCheck well(StreamWatchdog watchdog) {
        return () -> answer(watchdog.problemOrShortage());
    }

    static HealthCheckResponse answer(Optional<String> problem) {
        HealthCheckResponseBuilder health = HealthCheckResponse.named(NAME).status(problem.isEmpty());
        problem.ifPresent(text -> health.withData("problem", text));
        return health.build();
    }
}
