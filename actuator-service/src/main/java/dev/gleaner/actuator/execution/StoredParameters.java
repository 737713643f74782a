package dev.gleaner.actuator.execution;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.Json;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.Map;

/** Parameters of an action as JSON in a column. */
@Converter
class StoredParameters implements AttributeConverter<Map<String, String>, String> {

    private static final TypeReference<Map<String, String>> TYPE = new TypeReference<>() {};

    @Override
    public String convertToDatabaseColumn(Map<String, String> parameters) {
        return Json.text(parameters);
    }

    @Override
    public Map<String, String> convertToEntityAttribute(String column) {
        return Json.mapper().convertValue(Json.read(column, JsonNode.class), TYPE);
    }
}
