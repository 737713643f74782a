package dev.gleaner.local.feed;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.utils.builder.Buildable;

/** The rules of a lifecycle document as the SDK has them, by the SDK's own list of fields. */
final class LifecycleRules {

    private LifecycleRules() {}

    /** Of a document in the API's field names; {@link IllegalArgumentException} names what the API does not know. */
    static List<LifecycleRule> of(JsonNode document) {
        return StreamSupport.stream(document.path("Rules").spliterator(), false)
                .map(rule -> (LifecycleRule) build(rule, LifecycleRule.builder()))
                .toList();
    }

    private static Object build(JsonNode tree, SdkPojo builder) {
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
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("a lifecycle rule has no " + unknown + ": " + tree);
        }
    }

    private static Object value(SdkField<?> field, JsonNode value) {
        MarshallingType<?> type = field.marshallingType();
        if (type == MarshallingType.SDK_POJO) {
            return build(value, field.constructor().get());
        }
        if (type == MarshallingType.LIST) {
            List<Object> elements = new ArrayList<>();
            SdkField<?> element = field.getTrait(ListTrait.class).memberFieldInfo();
            value.forEach(one -> elements.add(value(element, one)));
            return elements;
        }
        return type == MarshallingType.INSTANT
                ? Instant.parse(value.asText())
                : Json.mapper().convertValue(value, type.getTargetClass());
    }
}
