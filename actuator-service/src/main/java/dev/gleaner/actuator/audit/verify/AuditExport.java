package dev.gleaner.actuator.audit.verify;

import dev.gleaner.actuator.audit.AuditEntryRepository;
import dev.gleaner.actuator.audit.keys.SignedHead;
import dev.gleaner.actuator.audit.keys.SignedHeadStore;
import dev.gleaner.actuator.format.CsvLines;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.audit.AuditEntry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;

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

    /** Writes audit entries as comma-separated values. */
    static final class CsvWriter {

        private static final CsvLines LINES =
                new CsvLines("sequence", "at", "actor", "kind", "finding", "resource", "detail", "previous", "hash");

        /** The header line. */
        static final String HEADER = LINES.header();

        private CsvWriter() {}

        /** Writes one line for each entry. */
        static String toCsv(List<AuditEntry> entries) {
            return entries.stream().map(CsvWriter::line).collect(Collectors.joining());
        }

        private static String line(AuditEntry entry) {
            return LINES.line(
                    entry.sequence(),
                    entry.at(),
                    entry.actor(),
                    entry.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    entry.finding(),
                    entry.resource(),
                    Json.text(entry.detail()),
                    entry.previous(),
                    entry.hash());
        }
    }
}
