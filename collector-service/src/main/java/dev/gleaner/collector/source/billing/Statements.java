package dev.gleaner.collector.source.billing;

import dev.gleaner.collector.files.FileStore;
import dev.gleaner.collector.files.StoredFile;
import dev.gleaner.collector.kafka.KafkaPublisher;
import dev.gleaner.collector.source.ReadFileTracker;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.contracts.signal.proto.Signal;
import io.quarkus.logging.Log;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Reads the statements of a store that have not been read, each as a whole, and remembers them. */
final class Statements {

    /** Keys held in memory at a time: some 100 MB. */
    private static final int KEYS = 100_000;

    /** Published together: enough to keep Kafka busy. */
    private static final int SIGNALS_AT_ONCE = 1000;

    private final String source;
    private final FileStore store;
    private final ReadFileTracker known;
    private final Path spool;
    private final KafkaPublisher publisher;
    private final SourceMeters meters;
    private final Clock clock;

    Statements(
            String source,
            FileStore store,
            ReadFileTracker known,
            Path spool,
            KafkaPublisher publisher,
            SourceMeters meters,
            Clock clock) {
        this.source = source;
        this.store = store;
        this.known = known;
        this.spool = spool;
        this.publisher = publisher;
        this.meters = meters;
        this.clock = clock;
    }

    /** Reads what is new; all of it is acknowledged on return. */
    void pass() throws IOException {
        for (Statement statement : Statement.among(store.list())) {
            if (!known.contains(statement.asFile())) {
                tryToRead(statement);
            }
        }
    }

    /** Half a statement would be a bill that is too low: what can't be had whole is not told at all. */
    private void tryToRead(Statement statement) {
        try {
            read(statement);
        } catch (IOException | UncheckedIOException e) {
            meters.unavailable(source);
            Log.errorf(
                    "Bill in %s%s can't be read; the next poll tries again: %s",
                    store.identity(), statement.folder(), e.getMessage());
        }
    }

    private void read(Statement statement) throws IOException {
        BillReport report = new BillReport(source);
        try (ChargeSums sums = new ChargeSums(spool, KEYS)) {
            for (StoredFile file : statement.files()) {
                try (InputStream input = store.open(file)) {
                    new BillFile(spool).read(input, file.path(), sums, report);
                }
            }
            publish(sums.all(), new StatementSignals(source, statement.stated(), clock.instant()));
        }
        publisher.publishDeadLetters(report.deadLetters());
        known.add(List.of(statement.asFile()));
        count(statement, report);
    }

    private void publish(Iterator<Charge> charges, StatementSignals signals) {
        List<Signal> batch = new ArrayList<>();
        while (charges.hasNext()) {
            batch.add(signals.of(charges.next()));
            if (batch.size() == SIGNALS_AT_ONCE || !charges.hasNext()) {
                publisher.publishSignals(batch);
                meters.signals(source, batch.size());
                batch.clear();
            }
        }
    }

    private void count(Statement statement, BillReport report) {
        meters.files(source, statement.files().size());
        meters.records(source, report.rows());
        meters.deadLetters(source, report.deadLetters().size());
        report.skipped().forEach((reason, count) -> meters.skipped(source, reason, count));
        if (report.bad() > 0) {
            meters.skipped(source, "unreadable", report.bad());
        }
    }
}
