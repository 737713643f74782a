package dev.gleaner.collector.source.inventory.report;

import dev.gleaner.collector.files.FileStore;
import dev.gleaner.collector.files.StoredFile;
import dev.gleaner.collector.kafka.KafkaPublisher;
import dev.gleaner.collector.source.BackfillProgressLog;
import dev.gleaner.collector.source.FileDeadLetterCollector;
import dev.gleaner.collector.source.InvalidInputException;
import dev.gleaner.collector.source.ReadFileTracker;
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
import org.jspecify.annotations.Nullable;

/** Reads the reports of a store that have not been read, each as a whole, and remembers them. */
final class Reports {

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

    Reports(
            String source,
            FileStore store,
            ReportReader reader,
            ReadFileTracker known,
            KafkaPublisher publisher,
            SourceMeters meters,
            Clock clock) {
        this.source = source;
        this.store = store;
        this.reader = reader;
        this.known = known;
        this.publisher = publisher;
        this.meters = meters;
        this.clock = clock;
    }

    /** Reads what is new; all of it is acknowledged on return. Says up to when everything is known; empty where nothing is. */
    Optional<Instant> pass() throws IOException {
        List<StoredFile> files = store.list();
        List<Report> reports = Report.among(files);
        ListedFiles listed = new ListedFiles(files);
        List<Due> due = reports.stream()
                .filter(report -> !known.contains(report.asDone()))
                .flatMap(report -> due(report, listed).stream())
                .toList();
        BackfillProgressLog bar =
                new BackfillProgressLog(source, due.stream().mapToInt(Due::size).sum(), clock);
        due.forEach(one -> tryToRead(one, bar));
        bar.end();
        return through(reports);
    }

    /** What there is to read of a report; empty where it is not whole yet, or nothing can come of it. */
    private Optional<Due> due(Report report, ListedFiles listed) {
        if (report.checksum().isEmpty()) {
            waitFor(report, "manifest.checksum is not there");
            return Optional.empty();
        }
        return manifest(report).flatMap(manifest -> {
            Map<DataFile, StoredFile> files = new HashMap<>();
            for (DataFile file : manifest.files()) {
                listed.find(file.key(), report).ifPresent(stored -> files.put(file, stored));
            }
            if (!files.keySet().containsAll(manifest.files())) {
                waitFor(report, "some of its files are not there");
                return Optional.empty();
            }
            return Optional.of(new Due(report, manifest, files))
                    .filter(one -> !known.contains(report.asBroken(files.values())));
        });
    }

    private Optional<Manifest> manifest(Report report) {
        try {
            return Optional.of(reader.manifest(report));
        } catch (InvalidInputException e) {
            FileDeadLetterCollector faults = new FileDeadLetterCollector(source);
            faults.broken(report.place(), e.reason());
            tell(faults);
            known.add(List.of(report.asDone()));
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
        Reading reading = reader.read(due.report(), due.manifest(), due.files());
        publish(reading.signals());
        tell(reading.faults());
        remember(due, reading);
        count(due, reading);
        bar.add(due.size(), reading.rows());
    }

    private void publish(List<Signal> signals) {
        for (int from = 0; from < signals.size(); from += SIGNALS_AT_ONCE) {
            List<Signal> batch = signals.subList(from, Math.min(from + SIGNALS_AT_ONCE, signals.size()));
            publisher.publishInventory(batch);
            meters.signals(source, batch.size());
        }
    }

    private void tell(FileDeadLetterCollector faults) {
        publisher.publishDeadLetters(faults.deadLetters());
        meters.deadLetters(source, faults.deadLetters().size());
    }

    private void remember(Due due, Reading reading) {
        Report report = due.report();
        List<StoredFile> positions = new ArrayList<>();
        positions.add(
                reading.usable() ? report.asDone() : report.asBroken(due.files().values()));
        if (reading.isWhole()) {
            positions.add(report.asWhole());
            created.put(report.asWhole(), due.manifest().created());
        }
        known.add(positions);
    }

    private void count(Due due, Reading reading) {
        meters.files(source, due.files().size());
        meters.records(source, Math.toIntExact(Math.min(Integer.MAX_VALUE, reading.rows())));
        if (reading.faults().bad() > 0) {
            meters.skipped(source, "unreadable", reading.faults().bad());
        }
    }

    private void waitFor(Report report, @Nullable String why) {
        meters.unavailable(source);
        Log.errorf(
                "Report %s of %s can't be read; the next poll tries again: %s", report.place(), store.identity(), why);
    }

    private Optional<Instant> through(List<Report> reports) {
        Optional<Collection<Report>> newest = Completeness.newest(reports, report -> known.contains(report.asWhole()));
        if (newest.isEmpty()) {
            return Optional.empty();
        }
        List<Optional<Instant>> times = newest.get().stream().map(this::created).toList();
        return times.stream().allMatch(Optional::isPresent)
                ? times.stream().flatMap(Optional::stream).min(Comparator.naturalOrder())
                : Optional.empty();
    }

    /** After a start the manifest is asked once more; empty where it can't be had. */
    private Optional<Instant> created(Report report) {
        Instant time = created.get(report.asWhole());
        if (time != null) {
            return Optional.of(time);
        }
        Optional<Instant> read = manifest(report).map(Manifest::created);
        read.ifPresent(found -> created.put(report.asWhole(), found));
        return read;
    }

    /** A report of which everything is there. */
    private record Due(Report report, Manifest manifest, Map<DataFile, StoredFile> files) {

        int size() {
            return manifest.files().size();
        }
    }
}
