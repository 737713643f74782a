package dev.gleaner.actuator;

import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.config.Config;

/**
 * Makes sure that every interval is one that the clock can keep. It strikes once a second (Quarkus' scheduler), so that a
 * shorter one would have no effect, and nobody would know.
 */
@Startup(LeaseDurationValidator.FIRST)
@Singleton
class SchedulerIntervalValidator {

    static final List<String> KEYS = List.of(
            "actuator.audit.echo.interval",
            "actuator.audit.head-interval",
            "actuator.audit.publish-interval",
            "actuator.audit.recent-interval",
            "actuator.audit.verify-interval",
            "actuator.execution.interval",
            "actuator.exemption.publish-interval",
            "actuator.ledger.interval",
            "actuator.policy.interval",
            "actuator.proposal.plan-interval",
            "actuator.schedule.interval",
            "actuator.slack.interval",
            "actuator.slack.status-interval",
            "actuator.spend.allocation-interval");

    private static final Duration SHORTEST = Duration.ofSeconds(1);

    /** Throws for an interval that is too short: then the service does not start. */
    SchedulerIntervalValidator(Config config) {
        KEYS.forEach(key -> require(key, config.getValue(key, Duration.class)));
    }

    private static void require(String key, Duration interval) {
        if (interval.compareTo(SHORTEST) < 0) {
            throw new ConfigurationException(
                    key + " is " + interval + "; nothing is done more often than once a second");
        }
    }
}
