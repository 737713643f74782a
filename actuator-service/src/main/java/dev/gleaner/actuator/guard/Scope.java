package dev.gleaner.actuator.guard;

import dev.gleaner.actuator.audit.AuditDraft;
import java.util.Set;

/**
 * Whose target it is, and who said yes.
 *
 * @param account that the finding names; empty when unknown
 * @param environments as the finding names it, and as the tags that AWS shows now do; {@link #UNKNOWN} counts as production
 * @param decidedBy identity of whoever approved
 */
public record Scope(String account, Set<String> environments, String decidedBy) {

    /** An environment that nobody told. */
    public static final String UNKNOWN = "";

    private static final String POLICY = "policy:";

    public Scope {
        environments = Set.copyOf(environments);
    }

    /** Whether nobody decided it: it takes back what could be done by half only. */
    boolean isAutomatic() {
        return decidedBy.equals(AuditDraft.GLEANER);
    }

    /** Whether no person said yes, but a rule that persons made. */
    boolean isByPolicy() {
        return decidedBy.startsWith(POLICY);
    }
}
