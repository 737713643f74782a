package dev.gleaner.actuator.guard;

import org.jspecify.annotations.Nullable;

/**
 * Whose target it is, and who said yes.
 *
 * @param account that the finding names; empty when unknown
 * @param environment as the finding names it; absent when unknown, which counts as production
 * @param decidedBy identity of whoever approved
 */
public record Scope(String account, @Nullable String environment, String decidedBy) {

    private static final String POLICY = "policy:";

    /** Whether no person said yes, but a rule that persons made. */
    boolean isByPolicy() {
        return decidedBy.startsWith(POLICY);
    }
}
