package dev.gleaner.cloudformation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * The resources and outputs that CloudFormation creates from the template and these parameters, with all references resolved. A
 * reference to something that does not exist, or was omitted, is an {@link IllegalArgumentException}.
 */
final class Stack {

    static final String ACCOUNT = "123456789012";
    static final String REGION = "eu-west-3";

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Map<String, String> PSEUDO = Map.of("AWS::AccountId", ACCOUNT, "AWS::Region", REGION);
    private static final String NO_VALUE = "AWS::NoValue";

    private final Template template;
    private final Map<String, String> given;

    /** With these parameters, and the defaults of the others. */
    Stack(Template template, Map<String, String> given) {
        given.keySet().forEach(name -> require(template.parameters(), name));
        this.template = template;
        this.given = given;
    }

    /** The properties of a created resource. */
    JsonNode properties(String id) {
        return resolve(require(template.resources(), id).path("Properties")).orElseThrow();
    }

    /** The properties of all created resources, by logical id. */
    Map<String, JsonNode> made() {
        Map<String, JsonNode> made = new LinkedHashMap<>();
        template.resources().keySet().stream()
                .filter(id -> isMade("Resources", id))
                .forEach(id -> made.put(id, properties(id)));
        return made;
    }

    /** The values of the outputs, by logical id. */
    Map<String, String> outputs() {
        Map<String, String> outputs = new LinkedHashMap<>();
        template.section("Outputs").forEach((id, output) -> {
            if (isMade("Outputs", id)) {
                outputs.put(id, resolve(output.path("Value")).orElseThrow().asText());
            }
        });
        return outputs;
    }

    /** The reasons for which these parameters are refused before anything is created; empty if they are accepted. */
    List<String> refusals() {
        List<String> refusals = new ArrayList<>();
        for (JsonNode rule : template.section("Rules").values()) {
            if (holds(rule.path("RuleCondition"))) {
                rule.path("Assertions").forEach(assertion -> {
                    if (!holds(assertion.path("Assert"))) {
                        refusals.add(assertion.path("AssertDescription").asText());
                    }
                });
            }
        }
        return refusals;
    }

    private boolean isMade(String section, String id) {
        JsonNode condition = require(template.section(section), id).path("Condition");
        return condition.isMissingNode() || condition(condition.asText());
    }

    private boolean condition(String name) {
        return holds(require(template.section("Conditions"), name));
    }

    private boolean holds(JsonNode expression) {
        String function = expression.fieldNames().next();
        JsonNode arguments = expression.path(function);
        return switch (function) {
            case "Condition" -> condition(arguments.asText());
            case "Fn::Equals" -> resolve(arguments.path(0)).equals(resolve(arguments.path(1)));
            case "Fn::Not" -> !holds(arguments.path(0));
            case "Fn::And" -> items(arguments).stream().allMatch(this::holds);
            case "Fn::Or" -> items(arguments).stream().anyMatch(this::holds);
            default -> throw new IllegalArgumentException(function + " is no condition");
        };
    }

    /** Empty for a value that {@code AWS::NoValue} removes. */
    private Optional<JsonNode> resolve(JsonNode node) {
        if (node.isArray()) {
            return Optional.of(list(node));
        }
        if (!node.isObject()) {
            return Optional.of(node);
        }
        return node.size() == 1 ? call(node) : Optional.of(object(node));
    }

    private Optional<JsonNode> call(JsonNode node) {
        String function = node.fieldNames().next();
        JsonNode argument = node.path(function);
        return switch (function) {
            case "Ref" -> argument.asText().equals(NO_VALUE) ? Optional.empty() : text(value(argument.asText()));
            case "Fn::GetAtt" ->
                text(attribute(argument.path(0).asText(), argument.path(1).asText()));
            case "Fn::Sub" -> text(Substitution.fill(argument.asText(), this::place));
            case "Fn::If" -> resolve(argument.path(condition(argument.path(0).asText()) ? 1 : 2));
            default -> Optional.of(object(node));
        };
    }

    private String place(String name) {
        String[] parts = name.split("\\.", 2);
        return parts.length == 1 ? value(name) : attribute(parts[0], parts[1]);
    }

    private String value(String name) {
        if (PSEUDO.containsKey(name)) {
            return PSEUDO.get(name);
        }
        JsonNode parameter = template.parameters().get(name);
        return parameter == null
                ? resource(name).reference()
                : given.getOrDefault(name, parameter.path("Default").asText());
    }

    private String attribute(String id, String attribute) {
        return resource(id).attribute(attribute);
    }

    /** Resolves only its name, because its other properties may refer back to this resource. */
    private Made resource(String id) {
        JsonNode resource = require(template.resources(), id);
        if (!isMade("Resources", id)) {
            throw new IllegalArgumentException(id + " is named, and left out");
        }
        ObjectNode names = JSON.objectNode();
        resource.path("Properties").properties().forEach(property -> {
            if (property.getKey().endsWith("Name") && !property.getKey().equals("S3BucketName")) {
                names.set(property.getKey(), resolve(property.getValue()).orElseThrow());
            }
        });
        return new Made(id, resource.path("Type").asText(), names);
    }

    private ArrayNode list(JsonNode node) {
        ArrayNode list = JSON.arrayNode();
        node.forEach(item -> resolve(item).ifPresent(list::add));
        return list;
    }

    private ObjectNode object(JsonNode node) {
        ObjectNode object = JSON.objectNode();
        node.properties()
                .forEach(entry -> resolve(entry.getValue()).ifPresent(value -> object.set(entry.getKey(), value)));
        return object;
    }

    private static Optional<JsonNode> text(String value) {
        return Optional.of(JSON.textNode(value));
    }

    private static JsonNode require(Map<String, JsonNode> section, String name) {
        return Optional.ofNullable(section.get(name))
                .orElseThrow(() -> new IllegalArgumentException(name + " is not in the template"));
    }

    private static List<JsonNode> items(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false).toList();
    }
}
