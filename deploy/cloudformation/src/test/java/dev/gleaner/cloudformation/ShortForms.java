package dev.gleaner.cloudformation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Converts {@code !Sub x} to {@code {"Fn::Sub": "x"}}, and all other YAML short forms, as CloudFormation does. */
final class ShortForms {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private ShortForms() {}

    /** The whole node in the long form. */
    static JsonNode lengthen(Node node) {
        JsonNode value = value(node);
        String tag = node.getTag().getValue();
        return tag.startsWith("!") ? call(tag.substring(1), value) : value;
    }

    private static JsonNode call(String function, JsonNode argument) {
        return switch (function) {
            case "Ref" -> JSON.objectNode().set("Ref", argument);
            case "GetAtt" -> JSON.objectNode().set("Fn::GetAtt", parts(argument));
            case "Sub", "If", "Equals", "Not", "And", "Or" -> JSON.objectNode().set("Fn::" + function, argument);
            default -> throw new IllegalArgumentException("!" + function + " is not known to this test");
        };
    }

    /** {@code resource.attribute}: the attribute follows the first dot. */
    private static ArrayNode parts(JsonNode argument) {
        ArrayNode parts = JSON.arrayNode();
        for (String part : argument.asText().split("\\.", 2)) {
            parts.add(part);
        }
        return parts;
    }

    private static JsonNode value(Node node) {
        if (node instanceof MappingNode mapping) {
            return object(mapping);
        }
        if (node instanceof SequenceNode sequence) {
            ArrayNode list = JSON.arrayNode();
            sequence.getValue().forEach(item -> list.add(lengthen(item)));
            return list;
        }
        return scalar((ScalarNode) node);
    }

    private static ObjectNode object(MappingNode mapping) {
        ObjectNode object = JSON.objectNode();
        for (NodeTuple entry : mapping.getValue()) {
            String key = ((ScalarNode) entry.getKeyNode()).getValue();
            if (object.has(key)) {
                throw new IllegalArgumentException(
                        key + " occurs twice" + entry.getKeyNode().getStartMark());
            }
            object.set(key, lengthen(entry.getValueNode()));
        }
        return object;
    }

    private static JsonNode scalar(ScalarNode scalar) {
        String text = scalar.getValue();
        if (scalar.getTag().equals(Tag.BOOL)) {
            return JSON.booleanNode(Boolean.parseBoolean(text));
        }
        return scalar.getTag().equals(Tag.INT) ? JSON.numberNode(Integer.parseInt(text)) : JSON.textNode(text);
    }
}
