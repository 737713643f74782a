package dev.gleaner.collector.source.inventory.report;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import dev.gleaner.collector.source.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Reads gzip-compressed CSV without a header, one row in memory at a time. */
final class CsvReportReader {

    private static final CsvFactory CSV =
            CsvFactory.builder().enable(CsvParser.Feature.SKIP_EMPTY_LINES).build();
    private static final int BUFFER = 1 << 16;

    private final List<Optional<ReportColumn>> columns;

    private CsvReportReader(List<String> names) {
        this.columns = names.stream().map(ReportColumn::named).toList();
    }

    /**
     * Passes every row on; throws {@link InvalidInputException} if the file is truncated or not CSV, after the rows
     * before that place.
     *
     * @param columns names in the order of a row
     */
    static void read(InputStream input, List<String> columns, ReportRowCollector rows) throws InvalidInputException {
        try (JsonParser parser = CSV.createParser(new GZIPInputStream(input, BUFFER))) {
            CsvReportReader text = new CsvReportReader(columns);
            while (parser.nextToken() == JsonToken.START_ARRAY) {
                text.take(parser, rows);
            }
        } catch (IOException e) {
            throw new InvalidInputException("the file is not complete CSV compressed by gzip");
        }
    }

    /** Rows with another number of cells are rejected, because their values would be assigned to wrong columns. */
    private void take(JsonParser parser, ReportRowCollector rows) throws IOException {
        Map<ReportColumn, String> values = new EnumMap<>(ReportColumn.class);
        int count = 0;
        for (; parser.nextToken() != JsonToken.END_ARRAY; count++) {
            Optional<ReportColumn> column = count < columns.size() ? columns.get(count) : Optional.empty();
            if (column.isPresent()) {
                values.put(column.get(), parser.getText());
            }
        }
        if (count == columns.size()) {
            rows.take(new CsvRow(values));
        } else {
            rows.bad(count + " cells under " + columns.size() + " columns");
        }
    }

    /** Values of a CSV row. Only here are keys URL-encoded, with a plus for a space. */
    record CsvRow(Map<ReportColumn, String> values) implements ReportRowCollector.Row {

        @Override
        public String text(ReportColumn column) throws InvalidInputException {
            String text = values.getOrDefault(column, "");
            return column == ReportColumn.KEY ? decoded(text) : text;
        }

        @Override
        public long number(ReportColumn column) throws InvalidInputException {
            try {
                return Long.parseLong(text(column));
            } catch (NumberFormatException e) {
                throw new InvalidInputException(column.field() + " is no number");
            }
        }

        @Override
        public Instant time(ReportColumn column) throws InvalidInputException {
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
                throw new InvalidInputException(ReportColumn.KEY.field() + " is not encoded as in a URL");
            }
        }
    }
}
