package dev.gleaner.local.estate.trail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.gleaner.contracts.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A piece of a CloudTrail record with holes. A text that is nothing but <code>${name}</code> becomes the value, of any JSON
 * type; inside a longer text the value is written in.
 */
final class Template {

    private static final Pattern HOLE = Pattern.compile("\\$\\{(\\w+)}");
    private static final Map<String, JsonNode> LOADED = new ConcurrentHashMap<>();

    private Template() {}

    /** The template of that name (a resource {@code estate/trail/NAME.json}) with its holes filled. */
    static JsonNode fill(String name, Map<String, JsonNode> values) {
        return fill(LOADED.computeIfAbsent(name, Template::load), values);
    }

    private static JsonNode fill(JsonNode node, Map<String, JsonNode> values) {
        if (node.isObject()) {
            ObjectNode filled = JsonNodeFactory.instance.objectNode();
            node.properties().forEach(field -> filled.set(field.getKey(), fill(field.getValue(), values)));
            return filled;
        }
        if (node.isArray()) {
            ArrayNode filled = JsonNodeFactory.instance.arrayNode();
            node.forEach(element -> filled.add(fill(element, values)));
            return filled;
        }
        return node.isTextual() ? fillText(node.textValue(), values) : node;
    }

    private static JsonNode fillText(String text, Map<String, JsonNode> values) {
        Matcher whole = HOLE.matcher(text);
        if (whole.matches()) {
            return value(whole.group(1), values);
        }
        return TextNode.valueOf(HOLE.matcher(text)
                .replaceAll(hole ->
                        Matcher.quoteReplacement(value(hole.group(1), values).asText())));
    }

    private static JsonNode value(String name, Map<String, JsonNode> values) {
        JsonNode value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("nothing to fill ${" + name + "} with");
        }
        return value;
    }

    private static JsonNode load(String name) {
        String path = "/estate/trail/" + name + ".json";
        try (InputStream in = Template.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalArgumentException("no template " + path);
            }
            return Json.mapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
