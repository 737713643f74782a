package dev.gleaner.collector.source.billing;

import dev.gleaner.collector.files.ParquetRowReader;
import dev.gleaner.collector.files.StoredFile;
import dev.gleaner.collector.kafka.DeadLetterExcerpt;
import dev.gleaner.collector.source.InvalidInputException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Reads a file of a bill in either format, which its first bytes identify. */
final class BillFileReader {

    private static final Pattern BILL = Pattern.compile(".*\\.(?:csv|csv\\.gz|parquet)");
    private static final byte[] GZIP = {0x1f, (byte) 0x8b};
    private static final int BUFFER = 1 << 16;

    private final Path spool;

    /** Uses this folder for files that can't be read as a stream. */
    BillFileReader(Path spool) {
        this.spool = spool;
    }

    static boolean isBill(StoredFile file) {
        return BILL.matcher(file.name().toLowerCase(Locale.ROOT)).matches();
    }

    /**
     * Adds the lines of a file.
     *
     * @return whether the file is a bill and complete; otherwise the report says what is wrong
     * @throws IOException if the input or the disk fails
     */
    boolean read(InputStream stored, String place, BillLineCollector lines, StatementReadReport report)
            throws IOException {
        BufferedInputStream input = new BufferedInputStream(stored, BUFFER);
        byte[] head = head(input);
        lines.begin(place);
        try {
            read(input, head, lines);
            return true;
        } catch (InvalidInputException e) {
            DeadLetterExcerpt deadLetterExcerpt = DeadLetterExcerpt.of(head);
            report.broken(
                    place,
                    lines.count(),
                    new DeadLetterExcerpt(deadLetterExcerpt.sha256(), deadLetterExcerpt.size(), ""),
                    e.reason());
            return false;
        } finally {
            report.endOf(place);
        }
    }

    private void read(InputStream input, byte[] head, BillLineCollector lines)
            throws IOException, InvalidInputException {
        if (ParquetRowReader.isParquet(head)) {
            ParquetRowReader.readCopy(input, spool, copy -> ParquetBillReader.read(copy, lines));
        } else if (isGzip(head)) {
            CsvBillReader.read(unpacked(input), lines);
        } else {
            CsvBillReader.read(input, lines);
        }
    }

    private static InputStream unpacked(InputStream input) throws IOException, InvalidInputException {
        try {
            return new GZIPInputStream(input, BUFFER);
        } catch (EOFException | ZipException e) {
            throw new InvalidInputException("the file is not complete CSV or gzip");
        }
    }

    private static byte[] head(BufferedInputStream input) throws IOException {
        input.mark(DeadLetterExcerpt.HEAD);
        byte[] head = input.readNBytes(DeadLetterExcerpt.HEAD);
        input.reset();
        return head;
    }

    private static boolean isGzip(byte[] head) {
        return head.length >= GZIP.length && Arrays.equals(head, 0, GZIP.length, GZIP, 0, GZIP.length);
    }
}
