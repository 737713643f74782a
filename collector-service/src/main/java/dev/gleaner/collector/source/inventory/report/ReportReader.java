package dev.gleaner.collector.source.inventory.report;

import dev.gleaner.collector.files.FileStore;
import dev.gleaner.collector.files.StoredFile;
import dev.gleaner.collector.source.FileDeadLetterCollector;
import dev.gleaner.collector.source.InvalidInputException;
import dev.gleaner.collector.training.CheckpointKeyParser;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.CheckpointRun;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Place;
import dev.gleaner.contracts.signal.proto.PrefixSize;
import dev.gleaner.contracts.signal.proto.Signal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the reports of a store. */
final class ReportReader {

    /** Size of a manifest of some 200,000 files; the largest reports have some thousands. */
    private static final int MANIFEST_LIMIT = 64 << 20;

    private static final int CHECKSUM_LIMIT = 1024;

    private final FileStore store;
    private final Path spool;
    private final int prefixes;
    private final CheckpointKeyParser.Words words;
    private final SignalMapper signals;

    /**
     * Reports this number of prefixes individually, and the checkpoints that these words name; uses the spool for files that can't be read
     * as a stream.
     */
    ReportReader(FileStore store, Path spool, int prefixes, CheckpointKeyParser.Words words, SignalMapper signals) {
        this.store = store;
        this.spool = spool;
        this.prefixes = prefixes;
        this.words = words;
        this.signals = signals;
    }

    /**
     * The manifest of a report that has a checksum; throws {@link InvalidInputException} if it is damaged or of an
     * unknown form.
     */
    ReportManifest manifest(InventoryReport report) throws IOException, InvalidInputException {
        byte[] bytes = bytes(report.manifest(), MANIFEST_LIMIT);
        byte[] checksum = bytes(report.checksum().orElseThrow(), CHECKSUM_LIMIT);
        if (!ReportFileReader.Md5Checksum.of(bytes)
                .equalsIgnoreCase(new String(checksum, StandardCharsets.UTF_8).strip())) {
            throw new InvalidInputException("its bytes are not those of the MD5 in manifest.checksum");
        }
        return ReportManifest.parse(bytes);
    }

    /** Reads all files of a report; throws only if one of them, or the disk, can't be accessed. */
    Result read(InventoryReport report, ReportManifest manifest, Map<ReportManifest.DataFile, StoredFile> files)
            throws IOException {
        FileDeadLetterCollector faults = new FileDeadLetterCollector(signals.source());
        ReportSummary summary = new ReportSummary(
                manifest.created(),
                new BucketHistogram(prefixes),
                new CheckpointTracker(words.forBucket(manifest.bucket())));
        ReportFileReader reader = new ReportFileReader(manifest, spool, summary, faults);
        for (ReportManifest.DataFile file : manifest.files()) {
            StoredFile stored = files.get(file);
            if (stored == null) {
                throw new IOException("it was not listed: " + file.key());
            }
            try (InputStream input = store.open(stored)) {
                reader.read(input, file, stored.path());
            }
        }
        // A partial report would show fewer objects than there are.
        List<Signal> published = reader.isBroken() ? List.of() : signals.of(manifest, report.place(), summary);
        return new Result(published, reader.rows(), !reader.isBroken(), faults);
    }

    private byte[] bytes(StoredFile file, int limit) throws IOException, InvalidInputException {
        try (InputStream input = store.open(file)) {
            byte[] bytes = input.readNBytes(limit + 1);
            if (bytes.length > limit) {
                throw new InvalidInputException(file.name() + " is larger than " + limit + " bytes");
            }
            return bytes;
        }
    }

    /**
     * Result for a report.
     *
     * @param signals none if it is unusable
     * @param rows number of rows of any kind
     * @param usable whether every file could be read
     */
    record Result(List<Signal> signals, long rows, boolean usable, FileDeadLetterCollector faults) {

        /** Whether every row is contained in the signals. */
        boolean isWhole() {
            return usable && faults.bad() == 0;
        }
    }

    /**
     * Maps a report to signals as of its creation. The same report always gives the same signals.
     *
     * @param account of the bucket; empty if not configured
     * @param region of the bucket; empty if not configured
     */
    record SignalMapper(String source, String account, String region) {

        /** One signal per prefix, with the training runs below it. */
        List<Signal> of(ReportManifest manifest, String place, ReportSummary summary) {
            Map<String, PrefixSize.Builder> prefixes = new LinkedHashMap<>();
            summary.prefixes()
                    .forEach((prefix, histogram) ->
                            prefixes.put(prefix, histogram.message(prefix, manifest.hasVersions()).toBuilder()));
            for (CheckpointRun run : summary.checkpoints().reported(manifest.created())) {
                longest(run.getPath(), prefixes.keySet()).map(prefixes::get).ifPresent(prefix -> prefix.addRuns(run));
            }
            return prefixes.values().stream()
                    .map(prefix -> Signal.newBuilder()
                            .setResource(Arn.prefix(manifest.bucket(), prefix.getPrefix())
                                    .toString())
                            .setSource(source)
                            .setAccount(account)
                            .setRegion(region)
                            .setObservedAt(manifest.created().toEpochMilli())
                            .setPlace(Place.newBuilder().setName(place))
                            .setInventory(Inventory.newBuilder().addPrefixes(prefix))
                            .build())
                    .toList();
        }

        /** The longest prefix with the objects of a path: the others, if it lies in none that is reported by its name. */
        private static Optional<String> longest(String path, Set<String> prefixes) {
            return prefixes.stream()
                    .filter(prefix -> !prefix.isEmpty() && path.startsWith(prefix))
                    .max(Comparator.comparingInt(String::length))
                    .or(() -> Optional.of(path.indexOf('/') < 0 ? "" : BucketHistogram.OTHERS)
                            .filter(prefixes::contains));
        }
    }
}
