package dev.gleaner.service.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.contracts.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.utils.builder.Buildable;

/**
 * Maps objects of the SDK to JSON with the field names of the AWS API, and back. It uses the SDK's own list of fields,
 * so that fields of later SDK versions are included.
 */
public final class SdkJsonMapper {

    private SdkJsonMapper() {}

    /** All present fields of an object. */
    public static ObjectNode tree(SdkPojo object) {
        ObjectNode tree = Json.mapper().createObjectNode();
        for (SdkField<?> field : object.sdkFields()) {
            Object value = field.getValueOrDefault(object);
            if (value != null && !(value instanceof SdkAutoConstructList)) {
                tree.set(field.memberName(), node(value));
            }
        }
        return tree;
    }

    private static JsonNode node(Object value) {
        if (value instanceof SdkPojo object) {
            return tree(object);
        }
        if (value instanceof Collection<?> elements) {
            ArrayNode array = Json.mapper().createArrayNode();
            elements.forEach(element -> array.add(node(element)));
            return array;
        }
        return Json.tree(value);
    }

    /**
     * Fills a builder and builds the object; the message of {@link IllegalArgumentException} names a field that the API
     * does not have.
     */
    public static Object build(JsonNode tree, SdkPojo builder) {
        requireKnown(tree, builder);
        for (SdkField<?> field : builder.sdkFields()) {
            JsonNode value = tree.path(field.memberName());
            if (!value.isMissingNode() && !value.isNull()) {
                field.set(builder, value(field, value));
            }
        }
        return ((Buildable) builder).build();
    }

    private static void requireKnown(JsonNode tree, SdkPojo builder) {
        Set<String> unknown = new TreeSet<>();
        tree.fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(builder.sdkFields().stream().map(SdkField::memberName).collect(Collectors.toSet()));
        if (!tree.isObject() || !unknown.isEmpty()) {
            throw new IllegalArgumentException("the API knows no " + (unknown.isEmpty() ? tree : unknown));
        }
    }

    private static Object value(SdkField<?> field, JsonNode value) {
        MarshallingType<?> type = field.marshallingType();
        if (type == MarshallingType.SDK_POJO) {
            return build(value, field.constructor().get());
        }
        if (type == MarshallingType.LIST) {
            return elements(field.getTrait(ListTrait.class).memberFieldInfo(), value);
        }
        if (type == MarshallingType.INSTANT) {
            return Instant.parse(value.asText());
        }
        return scalar(type, field, value);
    }

    private static List<Object> elements(SdkField<?> element, JsonNode values) {
        require(values.isArray(), element, values);
        List<Object> elements = new ArrayList<>();
        values.forEach(value -> elements.add(value(element, value)));
        return elements;
    }

    private static Object scalar(MarshallingType<?> type, SdkField<?> field, JsonNode value) {
        if (type == MarshallingType.INTEGER) {
            require(value.isIntegralNumber() && value.canConvertToInt(), field, value);
            return value.intValue();
        }
        if (type == MarshallingType.LONG) {
            require(value.isIntegralNumber() && value.canConvertToLong(), field, value);
            return value.longValue();
        }
        if (type == MarshallingType.BOOLEAN) {
            require(value.isBoolean(), field, value);
            return value.booleanValue();
        }
        require(type == MarshallingType.STRING && value.isTextual(), field, value);
        return value.textValue();
    }

    private static void require(boolean right, SdkField<?> field, JsonNode value) {
        if (!right) {
            throw new IllegalArgumentException(field.memberName() + " can't be " + value);
        }
    }
}
