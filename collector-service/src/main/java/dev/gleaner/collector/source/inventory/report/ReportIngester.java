package dev.gleaner.collector.source.inventory.report;

import dev.gleaner.collector.files.FileStore;
import dev.gleaner.collector.files.StoredFile;
import dev.gleaner.collector.kafka.KafkaPublisher;
import dev.gleaner.collector.source.BackfillProgressLog;
import dev.gleaner.collector.source.FileDeadLetterCollector;
import dev.gleaner.collector.source.InvalidInputException;
import dev.gleaner.collector.source.ReadFileTracker;
import dev.gleaner.collector.source.SourceEnvironment;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.contracts.signal.proto.Signal;
import io.quarkus.logging.Log;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads the new reports of a store, each as a whole, and records them as read. */
final class ReportIngester {

    /** Published together: some MB. */
    private static final int SIGNALS_AT_ONCE = 100;

    private final String source;
    private final FileStore store;
    private final ReportReader reader;
    private final ReadFileTracker known;
    private final KafkaPublisher publisher;
    private final SourceMeters meters;
    private final Clock clock;
    private final Map<StoredFile, Instant> created = new HashMap<>();

    ReportIngester(String source, FileStore store, ReportReader reader, SourceEnvironment environment) {
        this.source = source;
        this.store = store;
        this.reader = reader;
        this.known = new ReadFileTracker(source, store, environment.publisher(), environment.checkpoints());
        this.publisher = environment.publisher();
        this.meters = environment.meters();
        this.clock = environment.clock();
    }

    /**
     * Reads the new reports; Kafka has acknowledged their signals on return. Returns the time up to which all
     * inventories are complete; empty if unknown.
     */
    Optional<Instant> ingestNew() throws IOException {
        List<StoredFile> files = store.list();
        List<InventoryReport> reports = InventoryReport.findAll(files);
        ReportFileLocator listed = new ReportFileLocator(files);
        List<Due> due = reports.stream()
                .filter(report -> !known.contains(report.doneMarker()))
                .flatMap(report -> due(report, listed).stream())
                .toList();
        BackfillProgressLog bar =
                new BackfillProgressLog(source, due.stream().mapToInt(Due::size).sum(), clock);
        due.forEach(one -> tryToRead(one, bar));
        bar.end();
        return through(reports);
    }

    /** What there is to read of a report; empty if it is incomplete or unusable. */
    private Optional<Due> due(InventoryReport report, ReportFileLocator listed) {
        if (report.checksum().isEmpty()) {
            waitFor(report, "manifest.checksum is not there");
            return Optional.empty();
        }
        return manifest(report).flatMap(manifest -> {
            Map<ReportManifest.DataFile, StoredFile> files = new HashMap<>();
            for (ReportManifest.DataFile file : manifest.files()) {
                listed.find(file.key(), report).ifPresent(stored -> files.put(file, stored));
            }
            if (!files.keySet().containsAll(manifest.files())) {
                waitFor(report, "some of its files are not there");
                return Optional.empty();
            }
            return Optional.of(new Due(report, manifest, files))
                    .filter(one -> !known.contains(report.brokenMarker(files.values())));
        });
    }

    private Optional<ReportManifest> manifest(InventoryReport report) {
        try {
            return Optional.of(reader.manifest(report));
        } catch (InvalidInputException e) {
            FileDeadLetterCollector faults = new FileDeadLetterCollector(source);
            faults.broken(report.place(), e.reason());
            publishFaults(faults);
            known.add(List.of(report.doneMarker()));
        } catch (IOException e) {
            waitFor(report, e.getMessage());
        }
        return Optional.empty();
    }

    private void tryToRead(Due due, BackfillProgressLog bar) {
        try {
            read(due, bar);
        } catch (IOException | UncheckedIOException e) {
            waitFor(due.report(), e.getMessage());
        }
    }

    private void read(Due due, BackfillProgressLog bar) throws IOException {
        ReportReader.Result result = reader.read(due.report(), due.manifest(), due.files());
        publish(result.signals());
        publishFaults(result.faults());
        markRead(due, result);
        count(due, result);
        bar.add(due.size(), result.rows());
    }

    private void publish(List<Signal> signals) {
        for (int from = 0; from < signals.size(); from += SIGNALS_AT_ONCE) {
            List<Signal> batch = signals.subList(from, Math.min(from + SIGNALS_AT_ONCE, signals.size()));
            publisher.publishInventory(batch);
            meters.signals(source, batch.size());
        }
    }

    private void publishFaults(FileDeadLetterCollector faults) {
        publisher.publishDeadLetters(faults.deadLetters());
        meters.deadLetters(source, faults.deadLetters().size());
    }

    private void markRead(Due due, ReportReader.Result result) {
        InventoryReport report = due.report();
        List<StoredFile> positions = new ArrayList<>();
        positions.add(
                result.usable()
                        ? report.doneMarker()
                        : report.brokenMarker(due.files().values()));
        if (result.isWhole()) {
            positions.add(report.completeMarker());
            created.put(report.completeMarker(), due.manifest().created());
        }
        known.add(positions);
    }

    private void count(Due due, ReportReader.Result result) {
        meters.files(source, due.files().size());
        meters.records(source, Math.toIntExact(Math.min(Integer.MAX_VALUE, result.rows())));
        if (result.faults().bad() > 0) {
            meters.skipped(source, "unreadable", result.faults().bad());
        }
    }

    private void waitFor(InventoryReport report, @Nullable String why) {
        meters.unavailable(source);
        Log.errorf(
                "Report %s of %s can't be read; the next poll tries again: %s", report.place(), store.identity(), why);
    }

    private Optional<Instant> through(List<InventoryReport> reports) {
        Optional<Collection<InventoryReport>> newest =
                Completeness.newest(reports, report -> known.contains(report.completeMarker()));
        if (newest.isEmpty()) {
            return Optional.empty();
        }
        List<Optional<Instant>> times = newest.get().stream().map(this::created).toList();
        return times.stream().allMatch(Optional::isPresent)
                ? times.stream().flatMap(Optional::stream).min(Comparator.naturalOrder())
                : Optional.empty();
    }

    /** After a restart the manifest is read again; empty if it can't be read. */
    private Optional<Instant> created(InventoryReport report) {
        Instant time = created.get(report.completeMarker());
        if (time != null) {
            return Optional.of(time);
        }
        Optional<Instant> read = manifest(report).map(ReportManifest::created);
        read.ifPresent(found -> created.put(report.completeMarker(), found));
        return read;
    }

    /** A report whose files are all present. */
    private record Due(
            InventoryReport report, ReportManifest manifest, Map<ReportManifest.DataFile, StoredFile> files) {

        int size() {
            return manifest.files().size();
        }
    }

    /** Determines which reports define completeness. */
    static final class Completeness {

        private Completeness() {}

        /**
         * The newest completely published report of each inventory; the oldest of their times is the time up to which
         * everything is known. Empty while any inventory has no such report.
         */
        static Optional<Collection<InventoryReport>> newest(
                List<InventoryReport> reports, Predicate<InventoryReport> whole) {
            Map<String, Optional<InventoryReport>> newest = new HashMap<>();
            for (InventoryReport report : reports) {
                Optional<InventoryReport> found = whole.test(report) ? Optional.of(report) : Optional.empty();
                newest.merge(report.inventory(), found, Completeness::later);
            }
            return !newest.isEmpty() && newest.values().stream().allMatch(Optional::isPresent)
                    ? Optional.of(
                            newest.values().stream().flatMap(Optional::stream).toList())
                    : Optional.empty();
        }

        private static Optional<InventoryReport> later(Optional<InventoryReport> one, Optional<InventoryReport> other) {
            return one.isEmpty() || other.isEmpty()
                    ? one.or(() -> other)
                    : one.filter(report ->
                                    Comparator.comparing(InventoryReport::place).compare(report, other.get()) > 0)
                            .or(() -> other);
        }
    }
}
