package dev.gleaner.actuator.audit.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.audit.AuditEntry;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Audit entries as comma-separated values (RFC 4180). What begins like a formula gets an apostrophe in front, so that a
 * spreadsheet that opens the file runs nothing: names of resources and reasons were written by others.
 */
final class AuditCsvWriter {

    private static final List<String> COLUMNS =
            List.of("sequence", "at", "actor", "kind", "finding", "resource", "detail", "previous", "hash");
    private static final String FORMULA = "=+-@\t\r\n";

    /** The first line. */
    static final String HEADER = String.join(",", COLUMNS) + "\n";

    private static final ObjectWriter WRITER = CsvMapper.builder()
            .enable(CsvGenerator.Feature.STRICT_CHECK_FOR_QUOTING)
            .build()
            .writer(schema());

    private AuditCsvWriter() {}

    /** A line each. */
    static String toCsv(List<AuditEntry> entries) {
        StringBuilder lines = new StringBuilder();
        try {
            for (AuditEntry entry : entries) {
                lines.append(WRITER.writeValueAsString(cells(entry)));
            }
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
        return lines.toString();
    }

    private static List<String> cells(AuditEntry entry) {
        List<String> cells = new ArrayList<>();
        cells.add(Long.toString(entry.sequence()));
        cells.add(entry.at().toString());
        cells.add(guarded(entry.actor()));
        cells.add(entry.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        cells.add(guarded(entry.finding()));
        cells.add(guarded(entry.resource()));
        cells.add(guarded(Json.text(entry.detail())));
        cells.add(entry.previous());
        cells.add(entry.hash());
        return cells;
    }

    private static String guarded(@Nullable String cell) {
        if (cell == null || cell.isEmpty()) {
            return "";
        }
        return FORMULA.indexOf(cell.charAt(0)) < 0 ? cell : "'" + cell;
    }

    private static CsvSchema schema() {
        CsvSchema.Builder columns = CsvSchema.builder();
        COLUMNS.forEach(columns::addColumn);
        return columns.build();
    }
}
