package dev.gleaner.collector.aws;

import jakarta.inject.Singleton;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Number of accounts and regions that can't be read, by source. The check is up nevertheless: other accounts are read,
 * and a restart would not help. Health is public and therefore names no account; {@link FailuresResource} does.
 */
@Readiness
@Singleton
record AccountReadHealth(AccountReadFailures accountReadFailures) implements HealthCheck {

    @Override
    public HealthCheckResponse call() {
        Map<String, Long> bySource = new TreeMap<>();
        accountReadFailures.failures().forEach(failure -> bySource.merge(failure.source(), 1L, Long::sum));
        HealthCheckResponseBuilder health = HealthCheckResponse.named("accounts")
                .up()
                .withData(
                        "failing",
                        bySource.values().stream().mapToLong(Long::longValue).sum());
        bySource.forEach(health::withData);
        return health.build();
    }
}
