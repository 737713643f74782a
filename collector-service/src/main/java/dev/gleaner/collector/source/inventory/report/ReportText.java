package dev.gleaner.collector.source.inventory.report;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import dev.gleaner.collector.source.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Reads the text form, CSV packed by gzip without a header, a row in memory at a time. */
final class ReportText {

    private static final CsvFactory CSV =
            CsvFactory.builder().enable(CsvParser.Feature.SKIP_EMPTY_LINES).build();
    private static final int BUFFER = 1 << 16;

    private final List<Optional<Column>> columns;

    private ReportText(List<String> names) {
        this.columns = names.stream().map(Column::named).toList();
    }

    /**
     * Hands over every row; throws {@link InvalidInputException} where the bytes end in the middle or are no CSV, after the rows before.
     *
     * @param columns names in the order of a row
     */
    static void read(InputStream input, List<String> columns, ReportRows rows) throws InvalidInputException {
        try (JsonParser parser = CSV.createParser(new GZIPInputStream(input, BUFFER))) {
            ReportText text = new ReportText(columns);
            while (parser.nextToken() == JsonToken.START_ARRAY) {
                text.take(parser, rows);
            }
        } catch (IOException e) {
            throw new InvalidInputException("the file is no whole CSV, packed by gzip");
        }
    }

    /** The number of cells has to fit, else every value would be another one's. */
    private void take(JsonParser parser, ReportRows rows) throws IOException {
        Map<Column, String> values = new EnumMap<>(Column.class);
        int count = 0;
        for (; parser.nextToken() != JsonToken.END_ARRAY; count++) {
            Optional<Column> column = count < columns.size() ? columns.get(count) : Optional.empty();
            if (column.isPresent()) {
                values.put(column.get(), parser.getText());
            }
        }
        if (count == columns.size()) {
            rows.take(new TextCells(values));
        } else {
            rows.bad(count + " cells under " + columns.size() + " columns");
        }
    }
}
