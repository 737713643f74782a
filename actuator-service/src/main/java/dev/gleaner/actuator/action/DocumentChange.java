package dev.gleaner.actuator.action;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What an action makes of a document, to be shown to whoever decides. Both are in canonical form, so that only what
 * really changes differs.
 *
 * @param before the document as found
 * @param after what it becomes; absent when the change can't be made
 * @param problem why it can't; absent when it can
 */
public record DocumentChange(
        JsonNode before, @Nullable JsonNode after, @Nullable String problem) {

    /** A change that can be made. */
    public static DocumentChange of(JsonNode before, JsonNode after) {
        return new DocumentChange(before, after, null);
    }

    /** A change that can't be made. */
    public static DocumentChange impossible(JsonNode before, String problem) {
        return new DocumentChange(before, null, problem);
    }
}
