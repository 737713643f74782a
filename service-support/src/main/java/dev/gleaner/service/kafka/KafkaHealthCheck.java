package dev.gleaner.service.kafka;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Whether Kafka responds and has the topics of the service. This is a readiness check only: without Kafka a service cannot work,
 * but a restart would not help.
 */
@Readiness
@ApplicationScoped
class KafkaHealthCheck implements HealthCheck {

    private final KafkaProbe probe;

    KafkaHealthCheck(KafkaProbe probe) {
        this.probe = probe;
    }

    @Override
    public HealthCheckResponse call() {
        return of(probe.status());
    }

    static HealthCheckResponse of(KafkaStatus status) {
        HealthCheckResponseBuilder health =
                HealthCheckResponse.named("kafka").status(status.problem().isEmpty());
        status.problem().ifPresent(problem -> health.withData("problem", problem));
        if (!status.missing().isEmpty()) {
            health.withData("missing", String.join(", ", status.missing()));
        }
        status.lastAnswer()
                .map(at -> at.truncatedTo(ChronoUnit.SECONDS))
                .map(Instant::toString)
                .ifPresent(at -> health.withData(status.isSilent() ? "since" : "lastAnswer", at));
        return health.build();
    }
}
