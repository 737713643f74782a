package dev.gleaner.iam;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** An IAM policy document. */
record Policy(String name, JsonNode document) {

    /** The policies of the actuator's role. */
    static final List<String> ACTOR = List.of("actor.json", "actor-infrastructure.json", "actor-services.json");

    private static final JsonMapper MAPPER = new JsonMapper();

    /** Reads a file. */
    static Policy read(Path file) {
        try {
            return new Policy(file.getFileName().toString(), MAPPER.readTree(Files.readString(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the role of the actuator may do: the statements of all its policies. */
    static Policy ofActor() {
        ArrayNode statements = MAPPER.createArrayNode();
        ACTOR.forEach(file -> read(Path.of(file)).statements().forEach(statements::add));
        return new Policy("actor", MAPPER.createObjectNode().set("Statement", statements));
    }

    /** All actions that it allows, whatever the conditions. */
    Set<String> actions() {
        Set<String> actions = new TreeSet<>();
        statements().forEach(statement -> texts(statement.path("Action")).forEach(actions::add));
        return actions;
    }

    /** The actions of statements without a condition. */
    Set<String> unconditionalActions() {
        return statements()
                .filter(statement -> !statement.has("Condition"))
                .flatMap(statement -> texts(statement.path("Action")))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The ids of its statements. */
    List<String> sids() {
        return statements().map(statement -> statement.path("Sid").asText()).toList();
    }

    /** Its length as IAM counts it: without white space. */
    int length() {
        return document.toString().length();
    }

    Stream<JsonNode> statements() {
        return StreamSupport.stream(document.path("Statement").spliterator(), false);
    }

    /**
     * Whether IAM would allow a call on a resource with these condition keys; a key without values is absent.
     */
    boolean allows(String action, String resource, Map<String, List<String>> request) {
        return statements()
                .filter(statement -> texts(statement.path("Action")).anyMatch(action::equals))
                .filter(statement -> texts(statement.path("Resource")).anyMatch(pattern -> isLike(pattern, resource)))
                .anyMatch(statement -> isMet(statement.path("Condition"), request));
    }

    private static boolean isMet(JsonNode conditions, Map<String, List<String>> request) {
        return conditions.properties().stream()
                .allMatch(operator -> operator.getValue().properties().stream()
                        .allMatch(key -> isMet(
                                operator.getKey(),
                                texts(key.getValue()).toList(),
                                request.getOrDefault(key.getKey(), List.of()))));
    }

    /** {@code ForAllValues} is true without a value, as in IAM; an operator that is not implemented here fails the test. */
    private static boolean isMet(String operator, List<String> expected, List<String> values) {
        return switch (operator) {
            case "Null" -> expected.contains(String.valueOf(values.isEmpty()));
            case "StringEquals" -> values.stream().anyMatch(expected::contains);
            case "StringLike" ->
                values.stream().anyMatch(value -> expected.stream().anyMatch(pattern -> isLike(pattern, value)));
            case "StringEqualsIgnoreCase" -> values.stream().anyMatch(value -> isSame(expected, value));
            case "StringEqualsIgnoreCaseIfExists" ->
                values.isEmpty() || values.stream().anyMatch(value -> isSame(expected, value));
            case "ForAllValues:StringNotEquals" -> values.stream().noneMatch(expected::contains);
            case "ForAllValues:StringNotEqualsIgnoreCase" ->
                values.stream().noneMatch(value -> isSame(expected, value));
            case "ForAllValues:StringEqualsIgnoreCase" -> values.stream().allMatch(value -> isSame(expected, value));
            default -> throw new IllegalArgumentException("operator " + operator);
        };
    }

    private static boolean isSame(List<String> expected, String value) {
        return expected.stream().anyMatch(value::equalsIgnoreCase);
    }

    private static boolean isLike(String pattern, String value) {
        return value.matches(
                Stream.of(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
    }

    private static Stream<String> texts(JsonNode oneOrMany) {
        return oneOrMany.isArray()
                ? StreamSupport.stream(oneOrMany.spliterator(), false).map(JsonNode::asText)
                : Stream.of(oneOrMany.asText());
    }
}
