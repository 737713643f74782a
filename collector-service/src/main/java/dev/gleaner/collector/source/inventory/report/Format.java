package dev.gleaner.collector.source.inventory.report;

import dev.gleaner.collector.source.InvalidInputException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The form of a report's files. */
enum Format {
    CSV {
        @Override
        List<String> columns(String schema) {
            return Arrays.stream(schema.split(",", -1)).map(String::strip).toList();
        }
    },
    PARQUET {
        @Override
        List<String> columns(String schema) {
            return FIELD.matcher(schema)
                    .results()
                    .map((MatchResult field) -> field.group(1))
                    .toList();
        }
    };

    private static final Pattern FIELD = Pattern.compile("(?:required|optional)\\s+\\w+\\s+(\\w+)");

    /** The names of the columns, in their order, as a manifest's schema has them. */
    abstract List<String> columns(String schema);

    /** As a manifest calls it. */
    static Format named(String name) throws InvalidInputException {
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "CSV" -> CSV;
            case "PARQUET" -> PARQUET;
            case "ORC" ->
                throw new InvalidInputException(
                        "reports in ORC are not read: set the inventory's output format to CSV or Parquet");
            default -> throw new InvalidInputException("the format " + name + " is not known: neither CSV nor Parquet");
        };
    }
}
