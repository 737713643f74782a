package dev.gleaner.collector.source.activity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.collector.fleet.InstanceArnParser;
import dev.gleaner.collector.source.InvalidInputException;
import dev.gleaner.collector.source.JsonFields;
import dev.gleaner.contracts.resource.Arn;
import java.time.Duration;
import java.time.Instant;

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
        JsonFields report = object(body);
        Arn instance = parseInstance(report.text("instance"));
        Instant until = until(report, now, longest);
        String what = report.text("what").strip();
        if (what.isEmpty() || what.length() > LONGEST_TEXT || what.chars().anyMatch(Character::isISOControl)) {
            throw report.invalid(
                    "what", "expected a line of 1 to " + LONGEST_TEXT + " characters, such as \"2 login sessions\"");
        }
        return new ActivityReport(instance, now, until, what);
    }

    private static JsonFields object(byte[] body) throws InvalidInputException {
        JsonNode tree = JsonFields.parse(body);
        if (!tree.isObject()) {
            throw new InvalidInputException(
                    "line 1: expected a JSON object: {\"instance\":ARN,\"until\":TIME,\"what\":TEXT}");
        }
        return new JsonFields(tree, "");
    }

    /**
     * Parses the ARN of an instance.
     *
     * @throws InvalidInputException with the form that is expected
     */
    static Arn parseInstance(String text) throws InvalidInputException {
        try {
            return InstanceArnParser.parse(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException("instance: expected " + InstanceArnParser.FORM);
        }
    }

    private static Instant until(JsonFields report, Instant now, Duration longest) throws InvalidInputException {
        Instant until = report.time("until");
        if (!until.isAfter(now)) {
            throw report.invalid("until", until + " is not after " + now + ", when it was received");
        }
        if (until.isAfter(now.plus(longest))) {
            throw report.invalid(
                    "until",
                    until + " is more than " + longest
                            + " ahead, the limit of collector.activity.longest: repeat the report instead");
        }
        return until;
    }
}
