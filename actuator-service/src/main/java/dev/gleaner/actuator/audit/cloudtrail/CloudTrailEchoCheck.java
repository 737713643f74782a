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
 * Holds the calls of a chain against the echoes in it. Told by the chain alone, so that nobody can quieten an alarm by
 * the tables that echoes are matched with; only calls without an echo are remembered.
 */
public final class CloudTrailEchoCheck {

    private final long after;
    private final Set<String> trails;
    private final Map<Long, Call> open = new TreeMap<>();
    private long unknown;

    /**
     * Of calls after a sequence: those before carried no mark.
     *
     * @param trails "ACCOUNT REGION" of which a trail is known to tell of us
     */
    CloudTrailEchoCheck(long after, Set<String> trails) {
        this.after = after;
        this.trails = new HashSet<>(trails);
    }

    /** Takes the next entry of the chain. */
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

    /** How things stand with calls that were made before this. */
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
     * How CloudTrail agrees with the audit.
     *
     * @param unechoed calls that a trail should have told of by now, and did not
     * @param untraced calls in accounts and regions of which no trail is known to tell of us
     * @param unknown calls with our mark of which the audit does not know
     */
    public record Report(long unechoed, long untraced, long unknown) {}
}
