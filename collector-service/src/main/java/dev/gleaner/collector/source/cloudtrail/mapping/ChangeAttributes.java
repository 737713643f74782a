package dev.gleaner.collector.source.cloudtrail.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Attributes of a change. Absent and empty values are left out. */
final class ChangeAttributes {

    private static final String TAG = "tag:";

    private final Map<String, String> values = new TreeMap<>();

    /** Adds a text or a number under this name. */
    ChangeAttributes with(String name, JsonNode value) {
        return with(name, value.asText());
    }

    ChangeAttributes with(String name, String value) {
        if (!value.isEmpty()) {
            values.put(name, value);
        }
        return this;
    }

    /** Adds tags in the form of CloudTrail, {@code {"items":[{"key":..,"value":..}]}}; a later tag wins. */
    ChangeAttributes withTags(JsonNode tagSet) {
        items(tagSet).forEach(this::tag);
        return this;
    }

    /** Adds the tags that a creating call sets on resources of this type. */
    ChangeAttributes withTagSpecifications(JsonNode request, String resourceType) {
        items(request.path("tagSpecificationSet"))
                .filter(set -> set.path("resourceType").asText().equals(resourceType))
                .forEach(set -> list(set.path("tags")).forEach(this::tag));
        return this;
    }

    Map<String, String> map() {
        return Map.copyOf(values);
    }

    /** The {@code items} of a set; empty for anything but an object. */
    static Stream<JsonNode> items(JsonNode set) {
        return list(set.path("items"));
    }

    /** Elements of a list; a single element may be written without its list. */
    static Stream<JsonNode> list(JsonNode node) {
        if (node.isArray()) {
            return StreamSupport.stream(node.spliterator(), false);
        }
        return node.isObject() ? List.of(node).stream() : Stream.empty();
    }

    /** Texts of a list; a single text may be written without its list. */
    static Stream<String> texts(JsonNode node) {
        return node.isTextual() ? Stream.of(node.asText()) : list(node).map(JsonNode::asText);
    }

    private void tag(JsonNode tag) {
        String key = tag.path("key").asText();
        if (!key.isEmpty()) {
            values.put(TAG + key, tag.path("value").asText());
        }
    }
}
