package dev.gleaner.actuator.audit;

import dev.gleaner.contracts.audit.AuditEntry;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is to enter the audit, before it has its place in the chain.
 *
 * @param actor {@code user:NAME} or {@link #GLEANER}
 * @param detail what is particular to the kind; values as JSON writes them
 */
public record AuditDraft(
        String actor,
        AuditEntry.Kind kind,
        @Nullable String finding,
        @Nullable String resource,
        Map<String, @Nullable Object> detail) {

    /** The actor of what happens by itself. */
    public static final String GLEANER = "gleaner";

    public AuditDraft {
        detail = Collections.unmodifiableMap(new LinkedHashMap<>(detail));
    }

    /** The actor that stands for a person. */
    public static String user(String identity) {
        return "user:" + identity;
    }
}
