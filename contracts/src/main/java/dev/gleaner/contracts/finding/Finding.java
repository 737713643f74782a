package dev.gleaner.contracts.finding;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Waste of one resource by one rule, or what is missing to judge it. The names are the wire format; all times are event
 * time.
 *
 * @param id derived from content, {@code fnd_...}: the same waste has the same id on every replay
 * @param version counts from 1 with every material change
 * @param step place in the optimisation sequence, 1 (idle) to 7 (GPU hardware), 0 outside it
 * @param resource ARN
 * @param missing what could not be seen, for {@link Status#INSUFFICIENT}
 * @param remedies best first
 */
public record Finding(
        String id,
        int version,
        String rule,
        int step,
        Status status,
        boolean provisional,
        String resource,
        String account,
        String region,
        Owner owner,
        Instant openedAt,
        Instant updatedAt,
        Window window,
        List<Evidence> evidence,
        List<String> missing,
        Saving saving,
        Effort effort,
        List<Remedy> remedies,
        @Nullable String exemption) {

    /** CloudEvents type. */
    public static final String TYPE = "dev.gleaner.finding.v1";

    public Finding {
        if (version < 1) {
            throw new IllegalArgumentException("versions count from 1");
        }
        evidence = List.copyOf(evidence);
        missing = List.copyOf(missing);
        remedies = List.copyOf(remedies);
    }
}
