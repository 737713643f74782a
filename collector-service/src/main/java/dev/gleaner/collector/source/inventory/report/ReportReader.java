package dev.gleaner.collector.source.inventory.report;

import dev.gleaner.collector.files.FileStore;
import dev.gleaner.collector.files.StoredFile;
import dev.gleaner.collector.source.FileDeadLetterCollector;
import dev.gleaner.collector.source.InvalidInputException;
import dev.gleaner.contracts.signal.proto.Signal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Reads the reports of a store. */
final class ReportReader {

    /** A manifest of some 200,000 files; the largest reports have some thousands. */
    private static final int MANIFEST_LIMIT = 64 << 20;

    private static final int CHECKSUM_LIMIT = 1024;

    private final FileStore store;
    private final Path spool;
    private final int prefixes;
    private final ReportSignals signals;

    /** Tells so many prefixes one by one; copies what can't be read as a stream to the spool. */
    ReportReader(FileStore store, Path spool, int prefixes, ReportSignals signals) {
        this.store = store;
        this.spool = spool;
        this.prefixes = prefixes;
        this.signals = signals;
    }

    /** The manifest of a report that has a checksum; throws {@link InvalidInputException} when it is not whole, or of a form that is not read. */
    Manifest manifest(Report report) throws IOException, InvalidInputException {
        byte[] bytes = bytes(report.manifest(), MANIFEST_LIMIT);
        byte[] checksum = bytes(report.checksum().orElseThrow(), CHECKSUM_LIMIT);
        if (!Md5.of(bytes).equalsIgnoreCase(new String(checksum, StandardCharsets.UTF_8).strip())) {
            throw new InvalidInputException("its bytes are not those of the MD5 in manifest.checksum");
        }
        return Manifest.parse(bytes);
    }

    /** All that the files of a report hold; throws only when one of them, or the disk, can't be had. */
    Reading read(Report report, Manifest manifest, Map<DataFile, StoredFile> files) throws IOException {
        FileDeadLetterCollector faults = new FileDeadLetterCollector(signals.source());
        Histograms histograms = new Histograms(prefixes);
        DataReader reader = new DataReader(manifest, spool, histograms, faults);
        for (DataFile file : manifest.files()) {
            StoredFile stored = files.get(file);
            if (stored == null) {
                throw new IOException("it was not listed: " + file.key());
            }
            try (InputStream input = store.open(stored)) {
                reader.read(input, file, stored.path());
            }
        }
        // Half a report would tell of less than there is.
        List<Signal> told = reader.isBroken() ? List.of() : signals.of(manifest, report.place(), histograms);
        return new Reading(told, reader.rows(), !reader.isBroken(), faults);
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
}
