package dev.gleaner.collector.source.billing;

import dev.gleaner.collector.files.FileStore;
import dev.gleaner.collector.files.StoredFile;
import dev.gleaner.collector.kafka.KafkaPublisher;
import dev.gleaner.collector.source.FileDeadLetterCollector;
import dev.gleaner.collector.source.ReadFileTracker;
import dev.gleaner.collector.source.SourceEnvironment;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.contracts.signal.proto.Signal;
import io.quarkus.logging.Log;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the new statements of a store, and records them as read. */
final class StatementIngester {

    private final String source;
    private final FileStore store;
    private final StatementReader reader;
    private final ReadFileTracker known;
    private final KafkaPublisher publisher;
    private final SourceMeters meters;
    private final Clock clock;

    /** Manifests of which a dead letter says that a file is missing, so that not every poll repeats it. */
    private final Set<StoredFile> reported = new HashSet<>();

    StatementIngester(String source, FileStore store, StatementReader reader, SourceEnvironment environment) {
        this.source = source;
        this.store = store;
        this.reader = reader;
        this.known = new ReadFileTracker(source, store, environment.publisher(), environment.checkpoints());
        this.publisher = environment.publisher();
        this.meters = environment.meters();
        this.clock = environment.clock();
    }

    /** Reads the new statements; Kafka has acknowledged their charges on return. */
    void ingestNew() throws IOException {
        StatementFinder.Found found = new StatementFinder(store, known::contains).find(clock.instant());
        found.incomplete().forEach(this::report);
        for (StatementFiles statement : found.statements()) {
            if (!known.contains(statement.readMarker())) {
                tryToRead(statement);
            }
        }
    }

    private void report(StatementFinder.Incomplete statement) {
        waitFor(statement.manifest().path(), statement.reason());
        if (statement.fault() != StatementFinder.Fault.NOT_YET && !reported.contains(statement.manifest())) {
            FileDeadLetterCollector fault = new FileDeadLetterCollector(source);
            fault.broken(statement.manifest().path(), statement.reason());
            publisher.publishDeadLetters(fault.deadLetters());
            meters.deadLetters(source, 1);
            reported.add(statement.manifest());
        }
        if (statement.fault() == StatementFinder.Fault.UNUSABLE) {
            known.add(List.of(statement.manifest()));
        }
    }

    private void tryToRead(StatementFiles statement) {
        try {
            StatementReadReport report = reader.read(statement, clock.instant(), new KafkaSink());
            publisher.publishDeadLetters(report.deadLetters());
            // Also a statement with a damaged file: what is damaged stays so until it is replaced.
            known.add(List.of(statement.readMarker()));
            count(statement, report);
        } catch (IOException | UncheckedIOException e) {
            waitFor(statement.folder(), e.getMessage());
        }
    }

    private void waitFor(String place, @Nullable String why) {
        meters.unavailable(source);
        Log.errorf("Bill in %s, %s, can't be read; the next poll tries again: %s", store.identity(), place, why);
    }

    private void count(StatementFiles statement, StatementReadReport report) {
        meters.files(source, statement.files().size());
        meters.records(source, (int) Math.min(Integer.MAX_VALUE, report.lines()));
        meters.deadLetters(source, report.deadLetters().size());
        report.skipped().forEach((reason, count) -> meters.skipped(source, reason, count));
        if (report.bad() > 0) {
            meters.skipped(source, "unreadable", report.bad());
        }
    }

    /** Publishes to Kafka. */
    private final class KafkaSink implements StatementReader.Sink {

        @Override
        public void publishCharges(List<Signal> charges) {
            publisher.publishSignals(charges);
            meters.signals(source, charges.size());
        }

        @Override
        public void publishStatement(Signal statement) {
            publisher.publishToEveryPartition(statement);
        }
    }
}
