package dev.gleaner.actuator.audit.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import dev.gleaner.actuator.audit.AuditEntryRepository;
import dev.gleaner.actuator.audit.keys.SignedHead;
import dev.gleaner.actuator.audit.keys.SignedHeadStore;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.audit.AuditEntry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Exports the audit. It is read page by page, at the pace of the receiver. */
@ApplicationScoped
public class AuditExport {

    private static final int PAGE = 1000;

    private final AuditEntryRepository log;
    private final SignedHeadStore folder;

    AuditExport(AuditEntryRepository log, SignedHeadStore folder) {
        this.log = log;
        this.folder = folder;
    }

    /** Exports the entries of this range of sequences, both included, as JSON Lines. */
    public Multi<String> jsonLines(long from, long to) {
        return pages(from, to, AuditExport::lines);
    }

    /** Exports the same entries as CSV. */
    public Multi<String> csv(long from, long to) {
        return Multi.createBy()
                .concatenating()
                .streams(Multi.createFrom().item(CsvWriter.HEADER), pages(from, to, CsvWriter::toCsv));
    }

    /** Exports all signed heads of the folder, in order. */
    public Multi<String> heads() {
        return ContextBoundUni.blocking(() -> folder.read(folder.files()))
                .onItem()
                .transformToMulti(AuditExport::headLines);
    }

    private static Multi<String> headLines(Iterator<SignedHead> heads) {
        Uni<String> page =
                ContextBoundUni.subscribeOnContext(() -> ContextBoundUni.blocking(() -> headLines(heads, PAGE)));
        return Multi.createBy()
                .repeating()
                .uni(() -> page)
                .whilst(lines -> !lines.isEmpty())
                .filter(lines -> !lines.isEmpty());
    }

    private Multi<String> pages(long from, long to, Function<List<AuditEntry>, String> write) {
        AtomicLong next = new AtomicLong(from);
        Uni<List<AuditEntry>> page = ContextBoundUni.subscribeOnContext(() -> page(next, to));
        return Multi.createBy()
                .repeating()
                .uni(() -> page)
                .whilst(entries -> !entries.isEmpty())
                .filter(entries -> !entries.isEmpty())
                .map(write);
    }

    private Uni<List<AuditEntry>> page(AtomicLong next, long to) {
        return log.readFrom(next.get(), PAGE)
                .map(entries ->
                        entries.stream().filter(entry -> entry.sequence() <= to).toList())
                .invoke(entries -> {
                    if (!entries.isEmpty()) {
                        next.set(entries.get(entries.size() - 1).sequence() + 1);
                    }
                });
    }

    private static String lines(List<AuditEntry> entries) {
        return entries.stream().map(entry -> Json.text(entry) + "\n").collect(Collectors.joining());
    }

    private static String headLines(Iterator<SignedHead> heads, int count) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < count && heads.hasNext(); i++) {
            lines.append(Json.text(heads.next())).append('\n');
        }
        return lines.toString();
    }

    /**
     * Writes audit entries as comma-separated values (RFC 4180). A value that begins like a formula gets an apostrophe in
     * front, so that a spreadsheet does not evaluate it: names of resources and reasons come from others.
     */
    static final class CsvWriter {

        private static final List<String> COLUMNS =
                List.of("sequence", "at", "actor", "kind", "finding", "resource", "detail", "previous", "hash");
        private static final String FORMULA = "=+-@\t\r\n";

        /** The header line. */
        static final String HEADER = String.join(",", COLUMNS) + "\n";

        private static final ObjectWriter WRITER = CsvMapper.builder()
                .enable(CsvGenerator.Feature.STRICT_CHECK_FOR_QUOTING)
                .build()
                .writer(schema());

        private CsvWriter() {}

        /** Writes one line for each entry. */
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
}
