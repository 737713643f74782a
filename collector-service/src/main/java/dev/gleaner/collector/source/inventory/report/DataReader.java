package dev.gleaner.collector.source.inventory.report;

import dev.gleaner.collector.source.FileDeadLetterCollector;
import dev.gleaner.collector.source.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;

/** Reads one file of a report after another into histograms, none of which is good unless each file's checksum is right. */
final class DataReader {

    private final Manifest manifest;
    private final Path spool;
    private final Histograms histograms;
    private final FileDeadLetterCollector faults;
    private boolean broken;
    private long rows;

    /** Copies what can't be read as a stream to that folder. */
    DataReader(Manifest manifest, Path spool, Histograms histograms, FileDeadLetterCollector faults) {
        this.manifest = manifest;
        this.spool = spool;
        this.histograms = histograms;
        this.faults = faults;
    }

    /** Counts what this file holds; throws only when the input itself or the disk can't be had. */
    void read(InputStream input, DataFile file, String place) throws IOException {
        ReportRows taken = new ReportRows(place, manifest.created(), histograms, faults);
        MessageDigest digest = Md5.begin();
        String fault = "";
        try {
            read(new DigestInputStream(input, digest), taken);
        } catch (InvalidInputException e) {
            fault = e.reason();
        }
        if (!Md5.matches(digest, file.md5())) {
            fault = "its bytes are not those of the MD5 in the manifest";
        }
        if (!fault.isEmpty()) {
            broken = true;
            faults.broken(place, fault);
        }
        faults.endOf(place);
        rows += taken.count();
    }

    /** Whether any of the files can't be used. */
    boolean isBroken() {
        return broken;
    }

    /** Rows of any kind, the unreadable ones too. */
    long rows() {
        return rows;
    }

    /** To the last byte, whatever is found on the way, so that the checksum is that of the file. */
    private void read(InputStream input, ReportRows taken) throws IOException, InvalidInputException {
        if (manifest.format() == Format.PARQUET) {
            readParquet(input, taken);
            return;
        }
        try {
            ReportText.read(new KeptOpen(input), manifest.columns(), taken);
        } finally {
            input.transferTo(OutputStream.nullOutputStream());
        }
    }

    /** Its reader goes back and forth in the file. */
    private void readParquet(InputStream input, ReportRows taken) throws IOException, InvalidInputException {
        Path copy = Files.createTempFile(spool, "gleaner-", ".parquet");
        try {
            Files.copy(input, copy, StandardCopyOption.REPLACE_EXISTING);
            ReportParquet.read(copy, taken);
        } finally {
            Files.deleteIfExists(copy);
        }
    }
}
