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

/** Reads the files of a report into a summary, which is valid only if every checksum matches. */
final class ReportFileReader {

    private final ReportManifest manifest;
    private final Path spool;
    private final ReportSummary summary;
    private final FileDeadLetterCollector faults;
    private boolean broken;
    private long rows;

    /** Uses this folder for files that can't be read as a stream. */
    ReportFileReader(ReportManifest manifest, Path spool, ReportSummary summary, FileDeadLetterCollector faults) {
        this.manifest = manifest;
        this.spool = spool;
        this.summary = summary;
        this.faults = faults;
    }

    /** Counts the rows of a file; throws only if the input or the disk fails. */
    void read(InputStream input, ReportManifest.DataFile file, String place) throws IOException {
        ReportRowCollector taken = new ReportRowCollector(place, summary, faults);
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

    /** Whether any file is unusable. */
    boolean isBroken() {
        return broken;
    }

    /** Number of rows of any kind. */
    long rows() {
        return rows;
    }

    /** Reads to the last byte in any case, so that the checksum covers the whole file. */
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

    /** A stream that stays open when the streams around it are closed, so that the rest of it can be read. */
    static final class NonClosingInputStream extends FilterInputStream {

        NonClosingInputStream(InputStream input) {
            super(input);
        }

        @Override
        public void close() {}
    }

    /** MD5, by which S3 detects damaged files of a report; it does not protect against manipulation. */
    static final class Md5Checksum {

        private Md5Checksum() {}

        static MessageDigest newDigest() {
            try {
                return MessageDigest.getInstance("MD5");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has MD5", e);
            }
        }

        /** Checksum of bytes in memory, in hexadecimal. */
        static String of(byte[] bytes) {
            return HexFormat.of().formatHex(newDigest().digest(bytes));
        }

        /** Whether the digest has these hexadecimal digits; to be called once. */
        static boolean matches(MessageDigest digest, String digits) {
            return HexFormat.of().formatHex(digest.digest()).equalsIgnoreCase(digits);
        }
    }
}
