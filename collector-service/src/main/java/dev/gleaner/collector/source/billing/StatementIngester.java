package dev.gleaner.collector.source.billing;

import dev.gleaner.collector.files.FileStore;
import dev.gleaner.collector.files.StoredFile;
import dev.gleaner.collector.kafka.KafkaPublisher;
import dev.gleaner.collector.source.FileDeadLetterCollector;
import dev.gleaner.collector.source.ReadFileTracker;
import dev.gleaner.collector.source.SourceEnvironment;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.topic.DeadLetter;
import io.quarkus.logging.Log;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Publishes what the statements of a store say at present: a statement that changes is read again, also if it changes back, and a bill that
 * no statement has any more is withdrawn. Of each folder it keeps what was published of it, across restarts. Not thread-safe.
 */
final class StatementIngester {

    private final FileStore store;
    private final StatementReader reader;
    private final Output output;
    private final Clock clock;

    /** What was published, by folder. Read at the first use. */
    private @Nullable Map<String, Position> positions;

    /** Folders that were missing in the last listing. */
    private final Set<String> missing = new HashSet<>();

    /** Manifests of which a dead letter says that a file is missing, so that not every poll repeats it. */
    private final Set<StoredFile> reported = new HashSet<>();

    StatementIngester(String source, FileStore store, StatementReader reader, SourceEnvironment environment) {
        this(store, reader, new KafkaOutput(source, store, environment), environment.clock());
    }

    /** With another place for what is published. */
    StatementIngester(FileStore store, StatementReader reader, Output output, Clock clock) {
        this.store = store;
        this.reader = reader;
        this.output = output;
        this.clock = clock;
    }

    /** Reads the new statements; Kafka has acknowledged their charges on return. */
    void ingestNew() throws IOException {
        Instant now = clock.instant();
        StatementFinder.Found found = new StatementFinder(store, output::isUnusable).find(now);
        found.incomplete().forEach(this::report);
        Map<String, StatementFiles> current = found.statements().stream()
                .collect(Collectors.toMap(StatementFiles::folder, Function.identity(), (one, other) -> one));
        for (StatementFiles statement : found.statements()) {
            Position position = position(statement.folder());
            if (!position.content.equals(statement.content())) {
                tryToRead(statement, now, Instant.MIN);
            } else if (!position.lost.isEmpty() && withdraw(statement.folder(), position.lost, current, now)) {
                Log.warnf(
                        "%s in %s does not have bills %s any more",
                        name(statement.folder()), store.identity(), position.lost);
            }
        }
        withdrawMissing(found.folders(), current, now);
    }

    /**
     * Withdraws the bills of folders that are gone. A store that can't be listed as a whole throws before; yet a listing may be of a moment
     * in which files are replaced, so that a folder has to be missing twice.
     */
    private void withdrawMissing(Set<String> there, Map<String, StatementFiles> current, Instant now) {
        Set<String> gone = new TreeSet<>();
        positions().forEach((folder, position) -> {
            if (!there.contains(folder) && !position.all().isEmpty()) {
                gone.add(folder);
            }
        });
        Set<String> again = new TreeSet<>(gone);
        again.retainAll(missing);
        for (String folder : again) {
            Set<String> bills = position(folder).all();
            if (withdraw(folder, bills, current, now)) {
                Log.warnf(
                        "%s in %s is gone, and with it what it states of bills %s",
                        name(folder), store.identity(), bills);
                gone.remove(folder);
            }
        }
        missing.clear();
        missing.addAll(gone);
    }

    /**
     * Withdraws what a folder stated of bills: of each the newest other statement counts from now on, or none.
     *
     * @return whether it is done; otherwise it is tried again
     */
    private boolean withdraw(String folder, Set<String> bills, Map<String, StatementFiles> current, Instant now) {
        Position position = position(folder);
        Instant time = later(now, position.stated);
        Set<String> unstated = new TreeSet<>();
        Set<String> next = new TreeSet<>();
        for (String bill : bills) {
            Optional<Map.Entry<String, Position>> newest = positions().entrySet().stream()
                    .filter(other -> !other.getKey().equals(folder)
                            && other.getValue().bills.contains(bill))
                    .max(Comparator.comparing(other -> other.getValue().stated));
            if (newest.isEmpty()) {
                unstated.add(bill);
            } else if (!newest.get().getValue().stated.isAfter(position.stated)) {
                next.add(newest.get().getKey());
            }
        }
        for (String other : next) {
            StatementFiles statement = current.get(other);
            if (statement == null || !tryToRead(statement, now, time)) {
                return false;
            }
        }
        if (!unstated.isEmpty()) {
            reader.withdraw(folder, unstated, time, now, output);
            Log.warnf("No statement in %s has bills %s any more: they are withdrawn", store.identity(), unstated);
        }
        boolean isGone = bills.equals(position.all());
        save(folder, position.without(bills, isGone && !current.containsKey(folder), time));
        return true;
    }

    private void report(StatementFinder.Incomplete statement) {
        waitFor(statement.manifest().path(), statement.reason());
        if (statement.fault() != StatementFinder.Fault.NOT_YET && !reported.contains(statement.manifest())) {
            output.reportFault(statement.manifest().path(), statement.reason());
            reported.add(statement.manifest());
        }
        if (statement.fault() == StatementFinder.Fault.UNUSABLE) {
            output.addUnusable(statement.manifest());
        }
    }

    /**
     * Reads a statement.
     *
     * @param after time after which it has to be stated, so that it counts
     * @return whether it was published
     */
    private boolean tryToRead(StatementFiles statement, Instant now, Instant after) {
        try {
            return read(statement, now, after);
        } catch (IOException | UncheckedIOException e) {
            waitFor(statement.folder(), e.getMessage());
            return false;
        }
    }

    private boolean read(StatementFiles statement, Instant now, Instant after) throws IOException {
        Position before = position(statement.folder());
        // Files may be put back with the time that they had.
        Instant floor = before.stated.isAfter(after) ? before.stated : after;
        Instant stated = statement.stated().isAfter(floor) ? statement.stated() : later(now, floor);
        StatementReadReport report = reader.read(statement.statedAt(stated), now, output);
        Instant withdrawn = withdrawn(report.bills(), statement.folder());
        if (!stated.isAfter(withdrawn)) {
            stated = later(now, withdrawn);
            report = reader.read(statement.statedAt(stated), now, output);
        }
        output.publish(statement, report);
        // Also a statement with a damaged file: what is damaged stays so until it is replaced, and what was published
        // before counts.
        save(
                statement.folder(),
                report.isPublished()
                        ? before.with(statement.content(), stated, report.bills())
                        : before.withContent(statement.content()));
        return report.isPublished();
    }

    /** The time at which bills were withdrawn that no other folder states since; none if they were not. */
    private Instant withdrawn(Set<String> bills, String folder) {
        Instant last = Instant.MIN;
        for (String bill : bills) {
            Instant time = positions().values().stream()
                    .map(position -> position.withdrawn.getOrDefault(bill, Instant.MIN))
                    .max(Comparator.naturalOrder())
                    .orElse(Instant.MIN);
            boolean isStated = positions().entrySet().stream()
                    .anyMatch(other -> !other.getKey().equals(folder)
                            && other.getValue().bills.contains(bill)
                            && other.getValue().stated.isAfter(time));
            if (!isStated && time.isAfter(last)) {
                last = time;
            }
        }
        return last;
    }

    private static Instant later(Instant now, Instant floor) {
        return now.isAfter(floor) ? now : floor.plusMillis(1);
    }

    private static String name(String folder) {
        return folder.isEmpty() ? "The top folder" : "Folder " + folder;
    }

    private Map<String, Position> positions() {
        Map<String, Position> known = positions;
        if (known == null) {
            known = new TreeMap<>();
            for (Map.Entry<String, byte[]> row : output.findPositions().entrySet()) {
                known.put(row.getKey(), Json.read(row.getValue(), Position.class));
            }
            positions = known;
        }
        return known;
    }

    private Position position(String folder) {
        return positions().getOrDefault(folder, Position.NONE);
    }

    private void save(String folder, Position position) {
        positions().put(folder, position);
        output.savePosition(folder, Json.bytes(position));
    }

    private void waitFor(String place, @Nullable String why) {
        output.unavailable();
        Log.errorf("Bill in %s, %s, can't be read; the next poll tries again: %s", store.identity(), place, why);
    }

    /**
     * What was published of a folder, in its stored form.
     *
     * @param content that was read; empty if the folder was gone
     * @param stated time of the newest statement or withdrawal
     * @param bills that the newest statement has
     * @param lost bills that an earlier one had, and that are not withdrawn yet
     * @param withdrawn times at which bills of the folder were withdrawn
     */
    record Position(
            String content, Instant stated, Set<String> bills, Set<String> lost, Map<String, Instant> withdrawn) {

        static final Position NONE = new Position("", Instant.EPOCH, Set.of(), Set.of(), Map.of());

        /** All bills that count by this folder. */
        Set<String> all() {
            Set<String> all = new TreeSet<>(bills);
            all.addAll(lost);
            return all;
        }

        Position withContent(String read) {
            return new Position(read, stated, bills, lost, withdrawn);
        }

        Position with(String read, Instant time, Set<String> stating) {
            Set<String> missed = all();
            missed.removeAll(stating);
            Map<String, Instant> before = new TreeMap<>(withdrawn);
            before.keySet().removeAll(stating);
            return new Position(read, time, new TreeSet<>(stating), missed, before);
        }

        Position without(Set<String> gone, boolean isGone, Instant time) {
            Set<String> rest = new TreeSet<>(bills);
            rest.removeAll(gone);
            Set<String> restLost = new TreeSet<>(lost);
            restLost.removeAll(gone);
            Map<String, Instant> times = new TreeMap<>(withdrawn);
            gone.forEach(bill -> times.put(bill, time));
            return new Position(isGone ? "" : content, isGone ? time : stated, rest, restLost, times);
        }
    }

    /** Where statements and positions go. */
    interface Output extends StatementReader.Sink {

        /** Positions that were saved, by folder. */
        Map<String, byte[]> findPositions();

        /** Saves a position, which replaces that of the same folder. */
        void savePosition(String folder, byte[] position);

        /** Whether it was said that a manifest can't be used. */
        boolean isUnusable(StoredFile manifest);

        void addUnusable(StoredFile manifest);

        /** Publishes what of a statement could not be read, and counts it. */
        void publish(StatementFiles statement, StatementReadReport report);

        void reportFault(String place, String reason);

        /** Counts a statement that is not available. */
        void unavailable();
    }

    /** Kafka, and the metrics of the source. */
    private static final class KafkaOutput implements Output {

        private final String source;
        private final String prefix;
        private final SourceEnvironment environment;
        private final KafkaPublisher publisher;
        private final SourceMeters meters;
        private final ReadFileTracker manifests;

        KafkaOutput(String source, FileStore store, SourceEnvironment environment) {
            this.source = source;
            this.prefix = source + " statement " + store.identity() + " ";
            this.environment = environment;
            this.publisher = environment.publisher();
            this.meters = environment.meters();
            this.manifests = new ReadFileTracker(source, store, publisher, environment.checkpoints());
        }

        @Override
        public Map<String, byte[]> findPositions() {
            Map<String, byte[]> found = new HashMap<>();
            environment
                    .checkpoints()
                    .findByPrefix(prefix)
                    .forEach((key, position) -> found.put(key.substring(prefix.length()), position));
            return found;
        }

        @Override
        public void savePosition(String folder, byte[] position) {
            publisher.publishCheckpoint(prefix + folder, position);
        }

        @Override
        public boolean isUnusable(StoredFile manifest) {
            return manifests.contains(manifest);
        }

        @Override
        public void addUnusable(StoredFile manifest) {
            manifests.add(List.of(manifest));
        }

        @Override
        public void publish(StatementFiles statement, StatementReadReport report) {
            List<DeadLetter> deadLetters = report.deadLetters();
            publisher.publishDeadLetters(deadLetters);
            meters.files(source, statement.files().size());
            meters.records(source, (int) Math.min(Integer.MAX_VALUE, report.lines()));
            meters.deadLetters(source, deadLetters.size());
            report.skipped().forEach((reason, count) -> meters.skipped(source, reason, count));
            if (report.bad() > 0) {
                meters.skipped(source, "unreadable", report.bad());
            }
        }

        @Override
        public void reportFault(String place, String reason) {
            FileDeadLetterCollector fault = new FileDeadLetterCollector(source);
            fault.broken(place, reason);
            publisher.publishDeadLetters(fault.deadLetters());
            meters.deadLetters(source, 1);
        }

        @Override
        public void unavailable() {
            meters.unavailable(source);
        }

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
