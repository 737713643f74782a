package dev.gleaner.actuator.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes comma-separated values (RFC 4180). A text that begins like a formula gets an apostrophe in front, so that a spreadsheet
 * does not evaluate it: names of resources, tags and reasons come from others.
 */
public final class CsvLines {

    private static final String FORMULA = "=+-@\t\r\n";

    private final List<String> columns;
    private final ObjectWriter writer;

    public CsvLines(String... columns) {
        this.columns = List.of(columns);
        CsvSchema.Builder schema = CsvSchema.builder();
        this.columns.forEach(schema::addColumn);
        this.writer = CsvMapper.builder()
                .enable(CsvGenerator.Feature.STRICT_CHECK_FOR_QUOTING)
                .build()
                .writer(schema.build());
    }

    /** The names of the columns. */
    public String header() {
        return String.join(",", columns) + "\n";
    }

    /** One line; an absent cell is empty. Only texts are quoted against formulas: a number may be negative. */
    public String line(@Nullable Object... cells) {
        try {
            return writer.writeValueAsString(
                    Stream.of(cells).map(CsvLines::cell).toList());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The header and these lines. */
    public String table(Collection<String> lines) {
        return header() + String.join("", lines);
    }

    private static String cell(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        return value instanceof String text ? guarded(text) : value.toString();
    }

    private static String guarded(String text) {
        return text.isEmpty() || FORMULA.indexOf(text.charAt(0)) < 0 ? text : "'" + text;
    }
}
