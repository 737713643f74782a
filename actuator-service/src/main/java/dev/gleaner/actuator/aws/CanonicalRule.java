package dev.gleaner.actuator.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.contracts.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The one form of all lifecycle rules that mean the same: lists sorted, what says nothing left out, the deprecated prefix
 * as a filter, and no filter as the empty prefix.
 */
final class CanonicalRule {

    private static final String FILTER = "Filter";
    private static final String PREFIX = "Prefix";

    private CanonicalRule() {}

    static JsonNode of(JsonNode rule) {
        // Read anew, so that a number is of the same type whether it came from S3 or from the database.
        ObjectNode canonical = Json.read(Json.bytes(rule), ObjectNode.class);
        JsonNode filter = canonical.path(FILTER);
        if (filter.isMissingNode() || filter.isNull() || filter.isEmpty()) {
            canonical.putObject(FILTER).put(PREFIX, canonical.path(PREFIX).asText(""));
        }
        canonical.remove(PREFIX);
        tidy(canonical);
        return canonical;
    }

    private static void tidy(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(field -> tidy(field.getValue()));
            object.properties().removeIf(field -> saysNothing(field.getKey(), field.getValue()));
        } else if (node instanceof ArrayNode array) {
            array.forEach(CanonicalRule::tidy);
            List<JsonNode> sorted = new ArrayList<>();
            array.forEach(sorted::add);
            sorted.sort(Comparator.comparing(CanonicalRule::text));
            array.removeAll().addAll(sorted);
        }
    }

    private static boolean saysNothing(String name, JsonNode value) {
        return value.isNull()
                || (value.isArray() && value.isEmpty())
                || (name.equals("ExpiredObjectDeleteMarker") && !value.booleanValue());
    }

    private static String text(JsonNode node) {
        return new String(Json.canonical(node), StandardCharsets.UTF_8);
    }
}
