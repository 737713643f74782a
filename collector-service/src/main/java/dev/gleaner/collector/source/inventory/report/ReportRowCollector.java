package dev.gleaner.collector.source.inventory.report;

import dev.gleaner.collector.kafka.ContentHasher;
import dev.gleaner.collector.kafka.DeadLetterExcerpt;
import dev.gleaner.collector.source.FileDeadLetterCollector;
import dev.gleaner.collector.source.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import software.amazon.awssdk.services.s3.model.StorageClass;

/** Counts the rows of one file. */
final class ReportRowCollector {

    private static final String TRUE = "true";
    private static final String FALSE = "false";

    /** Dead letters do not contain rows, because object names may identify people. */
    private static final DeadLetterExcerpt NOT_SHOWN = new DeadLetterExcerpt("", 0, "");

    private final String file;
    private final ReportSummary summary;
    private final FileDeadLetterCollector faults;
    private final ContentHasher hasher = new ContentHasher();
    private long count;

    ReportRowCollector(String file, ReportSummary summary, FileDeadLetterCollector faults) {
        this.file = file;
        this.summary = summary;
        this.faults = faults;
    }

    void take(Row row) {
        try {
            add(row);
        } catch (InvalidInputException e) {
            faults.bad(file, count, NOT_SHOWN, e.reason());
        }
        count++;
    }

    /** Adds a row whose values can't be separated. */
    void bad(String reason) {
        faults.bad(file, count, NOT_SHOWN, reason);
        count++;
    }

    /** Number of rows so far. */
    long count() {
        return count;
    }

    private void add(Row row) throws InvalidInputException {
        String key = row.text(ReportColumn.KEY);
        if (key.isEmpty()) {
            throw new InvalidInputException("the object has no key");
        }
        if (row.text(ReportColumn.IS_DELETE_MARKER).equals(TRUE)) {
            summary.addDeleteMarker(key);
            return;
        }
        long size = row.number(ReportColumn.SIZE);
        String storageClass = row.text(ReportColumn.STORAGE_CLASS);
        if (size < 0 || storageClass.isEmpty()) {
            throw new InvalidInputException("the object has no size or no storage class");
        }
        Instant written = row.time(ReportColumn.MODIFIED);
        long writtenMillis = milliseconds(written);
        boolean noncurrent = row.text(ReportColumn.IS_LATEST).equals(FALSE);
        PrefixHistogram histogram = summary.add(key, StorageClass.fromValue(storageClass), noncurrent, written, size);
        if (!noncurrent) {
            byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
            histogram.sample(hasher.hash(bytes, 0, bytes.length), writtenMillis);
        }
    }

    private static long milliseconds(Instant time) throws InvalidInputException {
        try {
            return time.toEpochMilli();
        } catch (ArithmeticException e) {
            throw new InvalidInputException(ReportColumn.MODIFIED.field() + " is no time of S3");
        }
    }

    /** Values of a row. */
    interface Row {

        /** Empty if the row has no value. */
        String text(ReportColumn column) throws InvalidInputException;

        /** Throws if the row has no value. */
        long number(ReportColumn column) throws InvalidInputException;

        /** Throws if the row has no value. */
        Instant time(ReportColumn column) throws InvalidInputException;
    }
}
