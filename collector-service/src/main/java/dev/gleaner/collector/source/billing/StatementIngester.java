package dev.gleaner.collector.source.billing;

import dev.gleaner.collector.files.FileStore;
import dev.gleaner.collector.files.StoredFile;
import dev.gleaner.collector.kafka.KafkaPublisher;
import dev.gleaner.collector.source.ReadFileTracker;
import dev.gleaner.collector.source.SourceEnvironment;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Cost;
import dev.gleaner.contracts.signal.proto.Place;
import dev.gleaner.contracts.signal.proto.Signal;
import io.quarkus.logging.Log;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Reads the new statements of a store, each as a whole, and records them as read. */
final class StatementIngester {

    /** Keys held in memory; they take some 100 MB. */
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

    StatementIngester(String source, FileStore store, Path spool, SourceEnvironment environment) {
        this.source = source;
        this.store = store;
        this.known = new ReadFileTracker(source, store, environment.publisher(), environment.checkpoints());
        this.spool = spool;
        this.publisher = environment.publisher();
        this.meters = environment.meters();
        this.clock = environment.clock();
    }

    /** Reads the new statements; Kafka has acknowledged their charges on return. */
    void ingestNew() throws IOException {
        for (BillStatement statement : BillStatement.groupByFolder(store.list())) {
            if (!known.contains(statement.readMarker())) {
                tryToRead(statement);
            }
        }
    }

    /** A partly read statement would be too low, so that nothing of it is published. */
    private void tryToRead(BillStatement statement) {
        try {
            read(statement);
        } catch (IOException | UncheckedIOException e) {
            meters.unavailable(source);
            Log.errorf(
                    "Bill in %s%s can't be read; the next poll tries again: %s",
                    store.identity(), statement.folder(), e.getMessage());
        }
    }

    private void read(BillStatement statement) throws IOException {
        StatementReadReport report = new StatementReadReport(source);
        try (ChargeAggregator sums = new ChargeAggregator(spool, KEYS)) {
            for (StoredFile file : statement.files()) {
                try (InputStream input = store.open(file)) {
                    new BillFileReader(spool).read(input, file.path(), sums, report);
                }
            }
            publish(sums.all(), new SignalMapper(source, statement.stated(), clock.instant()));
        }
        publisher.publishDeadLetters(report.deadLetters());
        known.add(List.of(statement.readMarker()));
        count(statement, report);
    }

    private void publish(Iterator<BillCharge> charges, SignalMapper signals) {
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

    private void count(BillStatement statement, StatementReadReport report) {
        meters.files(source, statement.files().size());
        meters.records(source, report.rows());
        meters.deadLetters(source, report.deadLetters().size());
        report.skipped().forEach((reason, count) -> meters.skipped(source, reason, count));
        if (report.bad() > 0) {
            meters.skipped(source, "unreadable", report.bad());
        }
    }

    /**
     * Maps charges to signals. The same statement always gives the same signals, except for the time of reading.
     *
     * @param stated time at which the statement was written
     */
    record SignalMapper(String source, Instant stated, Instant observedAt) {

        Signal of(BillCharge charge) {
            BillCharge.Key key = charge.key();
            return Signal.newBuilder()
                    .setResource(key.resource())
                    .setSource(source)
                    .setAccount(key.account())
                    .setRegion(Arn.parse(key.resource()).region())
                    .setObservedAt(observedAt.toEpochMilli())
                    .setPlace(Place.newBuilder().setName(charge.file()).setOffset(charge.row()))
                    .setCost(cost(charge))
                    .build();
        }

        private Cost cost(BillCharge charge) {
            BillCharge.Key key = charge.key();
            return Cost.newBuilder()
                    .setService(key.service())
                    .setUsageType(key.usageType())
                    .setAmount(charge.amount().stripTrailingZeros().toPlainString())
                    .setFrom(key.from())
                    .setUntil(key.until())
                    .setBill(key.bill())
                    .setStated(stated.toEpochMilli())
                    .build();
        }
    }
}
