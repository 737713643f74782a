package dev.gleaner.actuator.approval.slack.inbound;

import dev.gleaner.contracts.audit.Decision;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a click commands. */
public sealed interface ClickCommand {

    /** Detail of the audit entry. */
    Map<String, @Nullable Object> detail();

    /** Decide a question. */
    record Decide(Decision decision) implements ClickCommand {

        @Override
        public Map<String, @Nullable Object> detail() {
            Map<String, @Nullable Object> detail = new LinkedHashMap<>();
            detail.put("decision", decision.decision());
            detail.put("remedy", decision.remedy());
            detail.put("plan", decision.plan());
            if (!decision.parameters().isEmpty()) {
                detail.put("parameters", decision.parameters());
            }
            return detail;
        }
    }

    /** Undo an action. */
    record Undo(String action) implements ClickCommand {

        @Override
        public Map<String, @Nullable Object> detail() {
            return new LinkedHashMap<>(Map.of("decision", "undo", "undoes", action));
        }
    }

    /** Post a question about a finding of the digest. */
    record Ask() implements ClickCommand {

        @Override
        public Map<String, @Nullable Object> detail() {
            return new LinkedHashMap<>(Map.of("decision", "ask"));
        }
    }
}
