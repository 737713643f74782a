package dev.gleaner.actuator.audit.cloudtrail;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.audit.TrailName;
import dev.gleaner.contracts.audit.AuditEntry;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Compares the calls in a chain with the CloudTrail echoes in it. It uses the chain alone, so that nobody can suppress an
 * alarm by editing the tables with which echoes are matched. Only calls without an echo are kept in memory.
 */
public final class CloudTrailEchoCheck {

    private final long after;
    private final Set<String> trails;
    private final Map<Long, Call> open = new TreeMap<>();
    private long unknown;

    /**
     * Creates a check of the calls after a sequence: those before it have no mark.
     *
     * @param trails "ACCOUNT REGION" of the trails that have reported calls of ours
     */
    CloudTrailEchoCheck(long after, Set<String> trails) {
        this.after = after;
        this.trails = new HashSet<>(trails);
    }

    /** Processes the next entry of the chain. */
    public void next(AuditEntry entry) {
        JsonNode detail = entry.detail();
        if (entry.kind() == AuditEntry.Kind.CALLED && entry.sequence() > after) {
            open.put(entry.sequence(), new Call(entry.at(), TrailName.forResource(entry.resource())));
        } else if (entry.kind() == AuditEntry.Kind.ECHOED) {
            trails.add(TrailName.name(
                    detail.path("account").asText(), detail.path("region").asText()));
            open.remove(detail.path("call").asLong());
            unknown += detail.path("unknown").asBoolean() ? 1 : 0;
        }
    }

    /** Returns the result for calls that were made before this time. */
    public Report end(Instant before) {
        long old = open.values().stream()
                .filter(call -> call.at().isBefore(before))
                .count();
        long unechoed = open.values().stream()
                .filter(call -> call.at().isBefore(before) && TrailName.isReporting(trails, call.trail()))
                .count();
        return new Report(unechoed, old - unechoed, unknown);
    }

    private record Call(Instant at, String trail) {}

    /**
     * Result of the comparison with CloudTrail.
     *
     * @param unechoed calls that a trail should have reported by now, and did not
     * @param untraced calls in accounts and regions without a trail that reports our calls
     * @param unknown calls with our mark that the audit does not contain
     */
    public record Report(long unechoed, long untraced, long unknown) {}
}
