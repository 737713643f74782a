package dev.gleaner.collector.source.inventory.report;

import dev.gleaner.collector.kafka.DeadLetterExcerpt;
import dev.gleaner.collector.source.FileDeadLetterCollector;
import dev.gleaner.collector.source.InvalidInputException;
import java.time.Duration;
import java.time.Instant;
import software.amazon.awssdk.services.s3.model.StorageClass;

/** Counts the rows of one file. */
final class ReportRowCollector {

    private static final String TRUE = "true";
    private static final String FALSE = "false";

    /** A dead letter does not show the row, as names of objects may say who somebody is. */
    private static final DeadLetterExcerpt NOT_SHOWN = new DeadLetterExcerpt("", 0, "");

    private final String file;
    private final Instant created;
    private final BucketHistogram bucketHistogram;
    private final FileDeadLetterCollector faults;
    private long count;

    /** Of a report that was created then, which ages go by. */
    ReportRowCollector(String file, Instant created, BucketHistogram bucketHistogram, FileDeadLetterCollector faults) {
        this.file = file;
        this.created = created;
        this.bucketHistogram = bucketHistogram;
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

    /** One whose values can't be told apart. */
    void bad(String reason) {
        faults.bad(file, count, NOT_SHOWN, reason);
        count++;
    }

    /** How many there were so far. */
    long count() {
        return count;
    }

    private void add(Row row) throws InvalidInputException {
        String key = row.text(ReportColumn.KEY);
        if (key.isEmpty()) {
            throw new InvalidInputException("the object has no key");
        }
        if (row.text(ReportColumn.IS_DELETE_MARKER).equals(TRUE)) {
            bucketHistogram.forKey(key).addDeleteMarker();
            return;
        }
        long size = row.number(ReportColumn.SIZE);
        String storageClass = row.text(ReportColumn.STORAGE_CLASS);
        if (size < 0 || storageClass.isEmpty()) {
            throw new InvalidInputException("the object has no size or no storage class");
        }
        long days = Duration.between(row.time(ReportColumn.MODIFIED), created).toDays();
        boolean noncurrent = row.text(ReportColumn.IS_LATEST).equals(FALSE);
        bucketHistogram.forKey(key).add(StorageClass.fromValue(storageClass), noncurrent, days, size);
    }

    /** The values of one row. */
    interface Row {

        /** Empty where the row has none. */
        String text(ReportColumn column) throws InvalidInputException;

        /** Throws where the row has none. */
        long number(ReportColumn column) throws InvalidInputException;

        /** Throws where the row has none. */
        Instant time(ReportColumn column) throws InvalidInputException;
    }
}
