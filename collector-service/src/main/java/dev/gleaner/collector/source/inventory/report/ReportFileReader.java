package dev.gleaner.collector.source.inventory.report;

import dev.gleaner.collector.files.ParquetRowReader;
import dev.gleaner.collector.source.FileDeadLetterCollector;
import dev.gleaner.collector.source.InvalidInputException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Reads one file of a report after another into histograms, none of which is good unless each file's checksum is right. */
final class ReportFileReader {

    private final ReportManifest manifest;
    private final Path spool;
    private final BucketHistogram bucketHistogram;
    private final FileDeadLetterCollector faults;
    private boolean broken;
    private long rows;

    /** Copies what can't be read as a stream to that folder. */
    ReportFileReader(
            ReportManifest manifest, Path spool, BucketHistogram bucketHistogram, FileDeadLetterCollector faults) {
        this.manifest = manifest;
        this.spool = spool;
        this.bucketHistogram = bucketHistogram;
        this.faults = faults;
    }

    /** Counts what this file holds; throws only when the input itself or the disk can't be had. */
    void read(InputStream input, ReportManifest.DataFile file, String place) throws IOException {
        ReportRowCollector taken = new ReportRowCollector(place, manifest.created(), bucketHistogram, faults);
        MessageDigest digest = Md5Checksum.newDigest();
        String fault = "";
        try {
            read(new DigestInputStream(input, digest), taken);
        } catch (InvalidInputException e) {
            fault = e.reason();
        }
        if (!Md5Checksum.matches(digest, file.md5())) {
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
    private void read(InputStream input, ReportRowCollector taken) throws IOException, InvalidInputException {
        if (manifest.format() == ReportManifest.Format.PARQUET) {
            ParquetRowReader.readCopy(input, spool, copy -> ParquetReportReader.read(copy, taken));
            return;
        }
        try {
            CsvReportReader.read(new NonClosingInputStream(input), manifest.columns(), taken);
        } finally {
            input.transferTo(OutputStream.nullOutputStream());
        }
    }

    /** An input that stays open when those who read it are closed, so that the rest of it can be taken in. */
    static final class NonClosingInputStream extends FilterInputStream {

        NonClosingInputStream(InputStream input) {
            super(input);
        }

        @Override
        public void close() {}
    }

    /** The hash by which S3 tells whether a file of a report is whole: it shows damage, not malice. */
    static final class Md5Checksum {

        private Md5Checksum() {}

        static MessageDigest newDigest() {
            try {
                return MessageDigest.getInstance("MD5");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has MD5", e);
            }
        }

        /** Of bytes that are all here, as hexadecimal digits. */
        static String of(byte[] bytes) {
            return HexFormat.of().formatHex(newDigest().digest(bytes));
        }

        /** Whether these are the digits of what was taken in; ask once. */
        static boolean matches(MessageDigest digest, String digits) {
            return HexFormat.of().formatHex(digest.digest()).equalsIgnoreCase(digits);
        }
    }
}
