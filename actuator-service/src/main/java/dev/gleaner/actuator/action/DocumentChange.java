package dev.gleaner.actuator.action;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * The change of a document by an action, as it is shown to the approver. Both versions are in canonical form, so that only
 * real changes differ.
 *
 * @param before the document before the change
 * @param after the document after the change; absent when the change is impossible
 * @param problem why the change is impossible; absent when it is possible
 */
public record DocumentChange(
        JsonNode before, @Nullable JsonNode after, @Nullable String problem) {

    /** A possible change. */
    public static DocumentChange of(JsonNode before, JsonNode after) {
        return new DocumentChange(before, after, null);
    }

    /** An impossible change. */
    public static DocumentChange impossible(JsonNode before, String problem) {
        return new DocumentChange(before, null, problem);
    }
}
