package dev.gleaner.collector.source.billing;

import dev.gleaner.collector.kafka.DeadLetterExcerpt;
import dev.gleaner.collector.source.FileDeadLetterCollector;
import dev.gleaner.contracts.topic.DeadLetter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was read of a statement besides charges: unreadable and skipped rows. */
final class StatementReadReport {

    private final FileDeadLetterCollector faults;
    private final Map<String, Integer> skipped = new TreeMap<>();
    private int rows;

    StatementReadReport(String source) {
        this.faults = new FileDeadLetterCollector(source);
    }

    void row() {
        rows++;
    }

    void skip(String reason) {
        skipped.merge(reason, 1, Integer::sum);
    }

    /** Adds a row that can't be read. */
    void bad(String file, BillRow row, String reason) {
        faults.bad(file, row.number(), row.excerpt(), row.place() + ": " + reason);
    }

    /** Adds a file that can't be read from this row on. */
    void broken(String file, long row, DeadLetterExcerpt deadLetterExcerpt, String reason) {
        faults.broken(file, row, deadLetterExcerpt, reason);
    }

    /** Ends the current file. */
    void endOf(String file) {
        faults.endOf(file);
    }

    List<DeadLetter> deadLetters() {
        return faults.deadLetters();
    }

    /** Number of rows that are not counted, by reason. */
    Map<String, Integer> skipped() {
        return skipped;
    }

    /** Number of rows of any kind. */
    int rows() {
        return rows;
    }

    /** Number of rows that can't be read. */
    int bad() {
        return faults.bad();
    }
}
