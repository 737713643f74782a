package dev.gleaner.collector.source.flowlog;

import dev.gleaner.collector.source.InvalidInputException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * A row of a flow log.
 *
 * @param number in its file, from 0
 * @param values of its fields; empty for fields that the log does not contain
 */
record FlowRow(long number, Function<FlowField, String> values) {

    /** Stands for an absent value of a field that the log contains. */
    static final String NONE = "-";

    /** Whether the log contains a field, with a value or without. */
    boolean contains(FlowField field) {
        return !values.apply(field).isEmpty();
    }

    /** The value of a field. */
    Optional<String> text(FlowField field) {
        String value = values.apply(field);
        return value.isEmpty() || value.equals(NONE) ? Optional.empty() : Optional.of(value);
    }

    /** The value of a required field. */
    String require(FlowField field) throws InvalidInputException {
        return text(field).orElseThrow(() -> new InvalidInputException("a row has no " + field.header()));
    }

    long bytes() throws InvalidInputException {
        return number(FlowField.BYTES);
    }

    Instant start() throws InvalidInputException {
        return Instant.ofEpochSecond(number(FlowField.START));
    }

    private long number(FlowField field) throws InvalidInputException {
        String text = require(field);
        try {
            long value = Long.parseLong(text);
            if (value >= 0 && value <= Long.MAX_VALUE / 1000) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Reported below.
        }
        throw new InvalidInputException(field.header() + " of a row is no number");
    }
}
