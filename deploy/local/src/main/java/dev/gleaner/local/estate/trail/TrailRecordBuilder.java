package dev.gleaner.local.estate.trail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.gleaner.contracts.Json;
import dev.gleaner.local.estate.series.SeededRandom;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Builds one record of a trail; generated ids follow from its random source. */
final class TrailRecordBuilder {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String[] VERSIONS = {"1.08", "1.09", "1.10", "1.11"};
    private static final String[] USERS = {"ana", "boris", "chen", "dalia"};

    private final SeededRandom seededRandom;
    private final Instant time;
    private final String account;
    private final String region;
    private final Map<String, JsonNode> values = new HashMap<>();

    TrailRecordBuilder(SeededRandom seededRandom, String account, String region, Instant time) {
        this.seededRandom = seededRandom;
        this.account = account;
        this.region = region;
        this.time = time.truncatedTo(ChronoUnit.SECONDS);
        put("account", account);
        put("region", region);
        put("time", this.time.toString());
        put("version", VERSIONS[seededRandom.below(VERSIONS.length, 0)]);
        put("requestId", uuid("request"));
        put("eventId", uuid("event"));
        put("principal", "AIDA" + id("principal", 17));
        put("key", "AKIA" + id("key", 16));
        put("user", USERS[seededRandom.below(USERS.length, 1)]);
        put("address", "203.0.113." + (1 + seededRandom.below(254, 2)));
        put("agent", "aws-cli/2.17.9 md/awscrt#0.21.2 ua/2.0 os/linux#6.8.0 lang/python#3.11.9");
        put("identity", JsonTemplate.fill("user", values));
        put("response", JSON.nullNode());
        put("readOnly", JSON.booleanNode(false));
    }

    TrailRecordBuilder put(String name, String value) {
        values.put(name, TextNode.valueOf(value));
        return this;
    }

    TrailRecordBuilder put(String name, JsonNode value) {
        values.put(name, value);
        return this;
    }

    /** The API call, such as {@code ec2} and {@code StopInstances}. */
    TrailRecordBuilder call(String service, String name) {
        put("source", service + ".amazonaws.com");
        put("host", service + "." + region + ".amazonaws.com");
        return put("name", name);
    }

    /** The caller, by the template of an identity. */
    TrailRecordBuilder by(String template) {
        return put("identity", JsonTemplate.fill(template, values));
    }

    TrailRecordBuilder request(String template) {
        return put("request", JsonTemplate.fill(template, values));
    }

    TrailRecordBuilder response(String template) {
        return put("response", JsonTemplate.fill(template, values));
    }

    TrailRecordBuilder readOnly() {
        return put("readOnly", JSON.booleanNode(true));
    }

    /** Fills a template with the values so far. */
    JsonNode piece(String template) {
        return JsonTemplate.fill(template, values);
    }

    BuiltRecord finish() {
        return finish("record");
    }

    /** Finishes the record with a template; a call through an endpoint contains the endpoint. */
    BuiltRecord finish(String template) {
        ObjectNode json = (ObjectNode) JsonTemplate.fill(template, values);
        JsonNode endpoint = values.get("endpoint");
        if (endpoint != null) {
            json.set("vpcEndpointId", endpoint);
        }
        return new BuiltRecord(account, region, time, seededRandom, json);
    }

    /** Marks the call as failed, so that it changed nothing. */
    BuiltRecord fail(String code, String message) {
        return fail("record", code, message);
    }

    BuiltRecord fail(String template, String code, String message) {
        BuiltRecord builtRecord = finish(template);
        builtRecord.json().put("errorCode", code).put("errorMessage", message);
        return builtRecord;
    }

    /** The version of the record format. */
    String version() {
        return values.getOrDefault("version", JSON.nullNode()).asText();
    }

    /** A random number below a bound. */
    int number(int bound) {
        return seededRandom.below(bound, 7);
    }

    String id(String what, int length) {
        return seededRandom.derive(what).hex(length).toUpperCase(Locale.ROOT);
    }

    String hex(String what, int length) {
        return seededRandom.derive(what).hex(length);
    }

    /** A generated UUID in the form of version 4. */
    final String uuid(String what) {
        String hex = hex(what, 32);
        return String.join(
                "-",
                hex.substring(0, 8),
                hex.substring(8, 12),
                "4" + hex.substring(13, 16),
                "a" + hex.substring(17, 20),
                hex.substring(20));
    }

    /** A finished record, with the properties that determine its file and its delivery. */
    record BuiltRecord(String account, String region, Instant time, SeededRandom noise, ObjectNode json) {}

    /**
     * A part of a CloudTrail record with placeholders. A text that consists of <code>${name}</code> becomes the value,
     * of any JSON type; in a longer text the value is inserted as text.
     */
    static final class JsonTemplate {

        private static final Pattern HOLE = Pattern.compile("\\$\\{(\\w+)}");
        private static final Map<String, JsonNode> LOADED = new ConcurrentHashMap<>();

        private JsonTemplate() {}

        /** Fills the placeholders of a template (a resource {@code estate/trail/NAME.json}). */
        static JsonNode fill(String name, Map<String, JsonNode> values) {
            return fill(LOADED.computeIfAbsent(name, JsonTemplate::load), values);
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
                    .replaceAll(hole -> Matcher.quoteReplacement(
                            value(hole.group(1), values).asText())));
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
            try (InputStream in = JsonTemplate.class.getResourceAsStream(path)) {
                if (in == null) {
                    throw new IllegalArgumentException("no template " + path);
                }
                return Json.mapper().readTree(in);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
