package dev.gleaner.actuator.status;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a process of a service reported last, or that no process of it has reported.
 *
 * @param service its name
 * @param instance its name among the processes of the service; null if none has reported
 * @param reportedAt when Kafka received the report; null if none has reported
 * @param silent whether the report is older than {@code actuator.service-status.silent}, or there is none
 * @param problem what is wrong with it, for a person, also that it is silent; null when it works
 */
public record ReportedStatus(
        String service,
        @Nullable String instance,
        @Nullable Instant reportedAt,
        boolean silent,
        @Nullable String problem) {}
