package dev.gleaner.actuator.approval.slack.inbound;

import dev.gleaner.contracts.audit.Decision;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What somebody wants who clicked. */
public sealed interface ClickCommand {

    /** For the audit. */
    Map<String, @Nullable Object> detail();

    /** To decide a question. */
    record Decide(Decision decision) implements ClickCommand {

        @Override
        public Map<String, @Nullable Object> detail() {
            Map<String, @Nullable Object> detail = new LinkedHashMap<>();
            detail.put("decision", decision.decision());
            detail.put("remedy", decision.remedy());
            detail.put("plan", decision.plan());
            return detail;
        }
    }

    /** To take an action back. */
    record Undo(String action) implements ClickCommand {

        @Override
        public Map<String, @Nullable Object> detail() {
            return new LinkedHashMap<>(Map.of("decision", "undo", "undoes", action));
        }
    }

    /** To be asked about what the digest names. */
    record Ask() implements ClickCommand {

        @Override
        public Map<String, @Nullable Object> detail() {
            return new LinkedHashMap<>(Map.of("decision", "ask"));
        }
    }
}
