package dev.gleaner.collector.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.Json;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/**
 * The fields of a JSON object that a sender wrote. What is wrong is reported with the name of the field.
 *
 * @param object the object
 * @param path before the names of fields in messages: empty, or {@code [3].}
 */
public record JsonFields(JsonNode object, String path) {

    /**
     * Parses a body.
     *
     * @throws InvalidInputException with the line and column that is wrong
     */
    public static JsonNode parse(byte[] body) throws InvalidInputException {
        try {
            return Json.mapper().readTree(body);
        } catch (JsonProcessingException e) {
            String place = e.getLocation() == null
                    ? "line 1"
                    : "line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            throw new InvalidInputException(place + ": not JSON");
        } catch (IOException e) {
            throw new InvalidInputException("line 1: not JSON");
        }
    }

    /** A text, which has to be there. */
    public String text(String field) throws InvalidInputException {
        JsonNode value = object.path(field);
        if (!value.isTextual()) {
            throw invalid(field, "expected a text" + (value.isMissingNode() ? ", it is missing" : ""));
        }
        return value.textValue();
    }

    /** A time in whole milliseconds, which has to be there with its offset. */
    public Instant time(String field) throws InvalidInputException {
        try {
            return Instant.ofEpochMilli(
                    OffsetDateTime.parse(text(field)).toInstant().toEpochMilli());
        } catch (DateTimeException | ArithmeticException e) {
            throw invalid(
                    field,
                    "expected a time with its offset, such as 2026-11-29T18:00:00Z or 2026-11-29T19:00:00+01:00");
        }
    }

    /** That a field is wrong, with a sentence that says what is expected. */
    public InvalidInputException invalid(String field, String reason) {
        return new InvalidInputException(path + field + ": " + reason);
    }
}
