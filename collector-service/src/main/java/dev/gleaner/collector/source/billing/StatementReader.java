package dev.gleaner.collector.source.billing;

import dev.gleaner.collector.files.FileStore;
import dev.gleaner.collector.files.LimitedInputStream;
import dev.gleaner.collector.files.StoredFile;
import dev.gleaner.collector.source.billing.charge.ChargeAggregator;
import dev.gleaner.contracts.signal.proto.Signal;
import io.quarkus.logging.Log;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Reads statements, each as a whole or not at all. */
public final class StatementReader {

    /** Charges in memory; they take some 100 MB. */
    private static final int CHARGES = 1_000_000;

    private final String source;
    private final FileStore store;
    private final Path spool;
    private final long largest;
    private final BilledTagReader tags;
    private final int inMemory;

    /**
     * Reads statements of a store.
     *
     * @param spool folder for charges that do not fit into memory, and copies of files
     * @param largest bytes of a file; a statement with a larger one is not available
     * @param tags keys of tags that are kept besides those that allocate cost in any case
     */
    public StatementReader(String source, FileStore store, Path spool, long largest, Collection<String> tags) {
        this(source, store, spool, largest, tags, CHARGES);
    }

    /** The same with this number of charges in memory. */
    StatementReader(String source, FileStore store, Path spool, long largest, Collection<String> tags, int inMemory) {
        this.source = source;
        this.store = store;
        this.spool = spool;
        this.largest = largest;
        this.tags = new BilledTagReader(tags);
        this.inMemory = inMemory;
    }

    /**
     * Reads all complete statements of the store.
     *
     * @return number of lines
     */
    public long readAll(Instant now, Sink sink) throws IOException {
        long lines = 0;
        for (StatementFiles statement :
                new StatementFinder(store, file -> false).find(now).statements()) {
            lines += read(statement, now, sink).lines();
        }
        return lines;
    }

    /**
     * Reads a statement. Half a bill would be wrong: of a statement with a file that is damaged, or no bill, or in other currencies than USD, nothing
     * is published, and the report says why.
     *
     * @throws IOException if a file is not available or too large, or the disk fails
     */
    StatementReadReport read(StatementFiles statement, Instant observedAt, Sink sink) throws IOException {
        for (StoredFile file : statement.files()) {
            // Before the first one is opened, since a store may copy it to the disk.
            if (file.size().orElse(0) > largest) {
                throw new IOException(excess(file));
            }
        }
        StatementReadReport report = new StatementReadReport(source);
        try (ChargeAggregator charges = new ChargeAggregator(spool, inMemory)) {
            BillLineCollector lines = new BillLineCollector(tags, charges, report);
            BillFileReader reader = new BillFileReader(spool);
            for (StoredFile file : statement.files()) {
                try (InputStream input = new LimitedInputStream(store.open(file), largest, excess(file))) {
                    if (!reader.read(input, file.path(), lines, report)) {
                        return report;
                    }
                }
            }
            if (isInOtherCurrencies(statement, report)) {
                return report;
            }
            new StatementSignals(source, statement, UUID.randomUUID().toString(), observedAt, sink)
                    .publish(charges.all(), report);
        }
        return report;
    }

    private String excess(StoredFile file) {
        return "%s has more bytes than collector.billing.largest, %,d".formatted(file.path(), largest);
    }

    /** Whether no line can be counted for its currency: an empty bill in its place would say that nothing was spent. */
    private static boolean isInOtherCurrencies(StatementFiles statement, StatementReadReport report) {
        Map<String, Integer> others = report.otherCurrencies();
        if (others.isEmpty()) {
            return false;
        }
        String lines = others.entrySet().stream()
                .map(other -> other.getValue() + " lines are in " + other.getKey())
                .collect(Collectors.joining(", "));
        boolean isAll = report.counted() == 0;
        String reason = lines + ", and only USD is counted" + (isAll ? "" : ": the bill has more than is shown");
        Log.warnf("Bill %s: %s", statement.folder(), reason);
        if (isAll) {
            report.broken(statement.folder(), reason);
        }
        return isAll;
    }

    /**
     * Withdraws bills that no file states any more.
     *
     * @param stated time of the withdrawal, after those of all statements of the bills
     */
    void withdraw(String folder, Collection<String> bills, Instant stated, Instant observedAt, Sink sink) {
        StatementSignals signals = new StatementSignals(
                source,
                new StatementFiles(folder, List.of(), stated),
                UUID.randomUUID().toString(),
                observedAt,
                sink);
        bills.forEach(signals::withdraw);
    }

    /** Where the signals of a statement go. */
    public interface Sink {

        /** Publishes charges, and returns when they are acknowledged. */
        void publishCharges(List<Signal> charges);

        /** Publishes the end of a statement of a bill to all that received its charges. */
        void publishStatement(Signal statement);
    }
}
