package dev.gleaner.actuator.audit;

import dev.gleaner.contracts.audit.AuditEntry;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An audit entry before it is appended to the chain.
 *
 * @param actor {@code user:NAME} or {@link #GLEANER}
 * @param detail fields of this kind of entry, with values that are written as JSON
 */
public record AuditDraft(
        String actor,
        AuditEntry.Kind kind,
        @Nullable String finding,
        @Nullable String resource,
        Map<String, @Nullable Object> detail) {

    /** Actor of entries that no person caused. */
    public static final String GLEANER = "gleaner";

    public AuditDraft {
        detail = Collections.unmodifiableMap(new LinkedHashMap<>(detail));
    }

    /** Returns the actor for a person. */
    public static String user(String identity) {
        return "user:" + identity;
    }
}
