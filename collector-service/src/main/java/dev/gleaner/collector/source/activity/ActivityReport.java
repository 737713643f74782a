package dev.gleaner.collector.source.activity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.collector.fleet.InstanceArnParser;
import dev.gleaner.collector.source.InvalidInputException;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.resource.Arn;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;

/**
 * A report that someone is at work on an instance.
 *
 * @param from when it was received
 * @param until when it ends, in whole milliseconds
 * @param what is at work, for a person
 */
record ActivityReport(Arn instance, Instant from, Instant until, String what) {

    /** Characters of a text about what is at work. */
    private static final int LONGEST_TEXT = 200;

    /**
     * Parses {@code {"instance":ARN,"until":TIME,"what":TEXT}}; other fields are ignored.
     *
     * @param now when it was received
     * @param longest time for which it may hold
     * @throws InvalidInputException with the field, or the line and column, that is wrong
     */
    static ActivityReport parse(byte[] body, Instant now, Duration longest) throws InvalidInputException {
        JsonNode report = object(body);
        Arn instance = instance(text(report, "instance"));
        Instant until = until(text(report, "until"), now, longest);
        String what = text(report, "what").strip();
        if (what.isEmpty() || what.length() > LONGEST_TEXT || what.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidInputException(
                    "what: expected a line of 1 to " + LONGEST_TEXT + " characters, such as \"2 login sessions\"");
        }
        return new ActivityReport(instance, now, until, what);
    }

    private static JsonNode object(byte[] body) throws InvalidInputException {
        try {
            JsonNode tree = Json.mapper().readTree(body);
            if (!tree.isObject()) {
                throw new InvalidInputException(
                        "line 1: expected a JSON object: {\"instance\":ARN,\"until\":TIME,\"what\":TEXT}");
            }
            return tree;
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

    private static String text(JsonNode report, String field) throws InvalidInputException {
        JsonNode value = report.path(field);
        if (!value.isTextual()) {
            throw new InvalidInputException(
                    field + ": expected a text" + (value.isMissingNode() ? ", it is missing" : ""));
        }
        return value.textValue();
    }

    private static Arn instance(String text) throws InvalidInputException {
        try {
            return InstanceArnParser.parse(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException("instance: expected " + InstanceArnParser.FORM);
        }
    }

    private static Instant until(String text, Instant now, Duration longest) throws InvalidInputException {
        Instant until;
        try {
            until = Instant.ofEpochMilli(OffsetDateTime.parse(text).toInstant().toEpochMilli());
        } catch (DateTimeException | ArithmeticException e) {
            throw new InvalidInputException(
                    "until: expected a time with its offset, such as 2026-11-29T18:00:00Z or 2026-11-29T19:00:00+01:00");
        }
        if (!until.isAfter(now)) {
            throw new InvalidInputException("until: " + until + " is not after " + now + ", when it was received");
        }
        if (until.isAfter(now.plus(longest))) {
            throw new InvalidInputException("until: " + until + " is more than " + longest
                    + " ahead, the limit of collector.activity.longest: repeat the report instead");
        }
        return until;
    }
}
