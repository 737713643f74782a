package dev.gleaner.collector.source.inventory.report;

import dev.gleaner.collector.source.InvalidInputException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;

/** The values of a row of text. Only there keys are encoded as in a URL, with a plus for a space. */
record TextCells(Map<Column, String> values) implements Cells {

    @Override
    public String text(Column column) throws InvalidInputException {
        String text = values.getOrDefault(column, "");
        return column == Column.KEY ? decoded(text) : text;
    }

    @Override
    public long number(Column column) throws InvalidInputException {
        try {
            return Long.parseLong(text(column));
        } catch (NumberFormatException e) {
            throw new InvalidInputException(column.field() + " is no number");
        }
    }

    @Override
    public Instant time(Column column) throws InvalidInputException {
        try {
            return Instant.parse(text(column));
        } catch (DateTimeException e) {
            throw new InvalidInputException(column.field() + " is no time");
        }
    }

    private static String decoded(String key) throws InvalidInputException {
        if (key.indexOf('%') < 0 && key.indexOf('+') < 0) {
            return key;
        }
        try {
            return URLDecoder.decode(key, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(Column.KEY.field() + " is not encoded as in a URL");
        }
    }
}
