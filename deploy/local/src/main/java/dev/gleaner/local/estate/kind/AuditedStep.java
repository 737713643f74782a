package dev.gleaner.local.estate.kind;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.local.estate.series.EstateTime;
import org.jspecify.annotations.Nullable;

/**
 * A step of an action of Gleaner that was observed to be done.
 *
 * @param action id of the action, or of the one that it undoes
 * @param step its name; empty for an action of one step
 * @param intent what was recorded before that action: its parameters, and the state before it
 */
public record AuditedStep(String action, String step, EstateTime at, JsonNode intent) {

    /** The parameters of the action. */
    JsonNode parameters() {
        return intent.path("parameters");
    }

    /** The state of a resource before the action, under the name that its kind has there. */
    JsonNode before(String kind) {
        return intent.path("before").path(kind);
    }

    /** Whether the step deletes the target. */
    boolean deletes() {
        return step.startsWith("delete");
    }

    /** A number, which parameters of remedies have as a text; null if there is none. */
    static @Nullable Integer number(JsonNode fields, String name) {
        String text = fields.path(name).asText();
        return text.isEmpty() || text.equals("null") ? null : Integer.valueOf(text);
    }
}
