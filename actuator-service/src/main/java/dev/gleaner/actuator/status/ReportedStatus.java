package dev.gleaner.actuator.status;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a process of a service reported last.
 *
 * @param service its name
 * @param instance its name among the processes of the service
 * @param reportedAt when Kafka received the report
 * @param problem what is wrong with it, for a person, also that it is silent; null when it works
 */
public record ReportedStatus(
        String service,
        String instance,
        Instant reportedAt,
        @Nullable String problem) {}
