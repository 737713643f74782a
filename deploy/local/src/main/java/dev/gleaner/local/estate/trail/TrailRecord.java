package dev.gleaner.local.estate.trail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.gleaner.local.estate.Noise;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** One record of a trail while it is being written: every made-up id follows from its noise. */
final class TrailRecord {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String[] VERSIONS = {"1.08", "1.09", "1.10", "1.11"};
    private static final String[] USERS = {"ana", "boris", "chen", "dalia"};

    private final Noise noise;
    private final Instant time;
    private final String account;
    private final String region;
    private final Map<String, JsonNode> values = new HashMap<>();

    TrailRecord(Noise noise, String account, String region, Instant time) {
        this.noise = noise;
        this.account = account;
        this.region = region;
        this.time = time.truncatedTo(ChronoUnit.SECONDS);
        put("account", account);
        put("region", region);
        put("time", this.time.toString());
        put("version", VERSIONS[noise.below(VERSIONS.length, 0)]);
        put("requestId", uuid("request"));
        put("eventId", uuid("event"));
        put("principal", "AIDA" + id("principal", 17));
        put("key", "AKIA" + id("key", 16));
        put("user", USERS[noise.below(USERS.length, 1)]);
        put("address", "203.0.113." + (1 + noise.below(254, 2)));
        put("agent", "aws-cli/2.17.9 md/awscrt#0.21.2 ua/2.0 os/linux#6.8.0 lang/python#3.11.9");
        put("identity", Template.fill("user", values));
        put("response", JSON.nullNode());
        put("readOnly", JSON.booleanNode(false));
    }

    TrailRecord put(String name, String value) {
        values.put(name, TextNode.valueOf(value));
        return this;
    }

    TrailRecord put(String name, JsonNode value) {
        values.put(name, value);
        return this;
    }

    /** The call, {@code ec2} and {@code StopInstances}. */
    TrailRecord call(String service, String name) {
        put("source", service + ".amazonaws.com");
        put("host", service + "." + region + ".amazonaws.com");
        return put("name", name);
    }

    /** Who called: a template of an identity. */
    TrailRecord by(String template) {
        return put("identity", Template.fill(template, values));
    }

    TrailRecord request(String template) {
        return put("request", Template.fill(template, values));
    }

    TrailRecord response(String template) {
        return put("response", Template.fill(template, values));
    }

    TrailRecord readOnly() {
        return put("readOnly", JSON.booleanNode(true));
    }

    /** The piece of a template filled with what is known so far. */
    JsonNode piece(String template) {
        return Template.fill(template, values);
    }

    Entry finish() {
        return finish("record");
    }

    /** As a record in the form of that template; one that came through an endpoint says so. */
    Entry finish(String template) {
        ObjectNode json = (ObjectNode) Template.fill(template, values);
        JsonNode endpoint = values.get("endpoint");
        if (endpoint != null) {
            json.set("vpcEndpointId", endpoint);
        }
        return new Entry(account, region, time, noise, json);
    }

    /** The call failed: nothing was changed. */
    Entry fail(String code, String message) {
        return fail("record", code, message);
    }

    Entry fail(String template, String code, String message) {
        Entry entry = finish(template);
        entry.json().put("errorCode", code).put("errorMessage", message);
        return entry;
    }

    /** Of the record's form. */
    String version() {
        return values.getOrDefault("version", JSON.nullNode()).asText();
    }

    /** Some number below a bound. */
    int number(int bound) {
        return noise.below(bound, 7);
    }

    String id(String what, int length) {
        return noise.at(what).hex(length).toUpperCase(Locale.ROOT);
    }

    String hex(String what, int length) {
        return noise.at(what).hex(length);
    }

    /** In the form of a random one (version 4). */
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
}
