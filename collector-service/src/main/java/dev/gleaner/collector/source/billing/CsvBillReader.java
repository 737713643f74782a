package dev.gleaner.collector.source.billing;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import dev.gleaner.collector.source.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads CSV with a header line, one row in memory at a time. */
final class CsvBillReader {

    private static final CsvFactory CSV =
            CsvFactory.builder().enable(CsvParser.Feature.SKIP_EMPTY_LINES).build();

    private final List<String> header;

    private CsvBillReader(List<String> header) {
        this.header = header;
    }

    /**
     * Passes every row on; throws {@link InvalidInputException} if the file is truncated or not CSV, after the rows
     * before that place.
     */
    static void read(InputStream input, BillRowCollector rows) throws InvalidInputException {
        try (JsonParser parser = CSV.createParser(input)) {
            Cells first = cells(parser);
            if (first == null || first.values().stream().noneMatch(BillRow.Column.AMOUNT.names()::contains)) {
                throw new InvalidInputException(
                        "the header names none of " + String.join(", ", BillRow.Column.AMOUNT.names()) + ": no bill");
            }
            CsvBillReader text = new CsvBillReader(first.values());
            for (Cells cells = cells(parser); cells != null; cells = cells(parser)) {
                text.take(cells, rows);
            }
        } catch (IOException e) {
            throw new InvalidInputException("the file is not complete CSV or gzip");
        }
    }

    /** Rows with another number of cells are rejected, because their values would be assigned to wrong columns. */
    private void take(Cells cells, BillRowCollector rows) {
        BillRow row = new BillRow(rows.count(), "line " + cells.line(), values(cells.values()));
        if (cells.values().size() == header.size()) {
            rows.add(row);
        } else {
            rows.addUnreadable(row, cells.values().size() + " cells under " + header.size() + " columns");
        }
    }

    private Map<String, String> values(List<String> cells) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < Math.min(header.size(), cells.size()); i++) {
            if (BillRow.Column.NAMES.contains(header.get(i))) {
                values.put(header.get(i), cells.get(i));
            }
        }
        return values;
    }

    /** The next row. Without a schema, the parser returns each row as an array of strings. */
    private static @Nullable Cells cells(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_ARRAY) {
            return null;
        }
        int line = parser.currentLocation().getLineNr();
        List<String> values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            values.add(parser.getText());
        }
        return new Cells(line, values);
    }

    private record Cells(int line, List<String> values) {}
}
