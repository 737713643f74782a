package dev.gleaner.collector.source.billing;

import dev.gleaner.collector.kafka.DeadLetterExcerpt;
import dev.gleaner.collector.source.FileDeadLetterCollector;
import dev.gleaner.contracts.topic.DeadLetter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the files of a statement had beside charges. */
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

    /** A row that can't be read. */
    void bad(String file, BillRow row, String reason) {
        faults.bad(file, row.number(), row.excerpt(), row.place() + ": " + reason);
    }

    /** A file that can't be read, or not on from there. */
    void broken(String file, long row, DeadLetterExcerpt deadLetterExcerpt, String reason) {
        faults.broken(file, row, deadLetterExcerpt, reason);
    }

    /** A file is over. */
    void endOf(String file) {
        faults.endOf(file);
    }

    List<DeadLetter> deadLetters() {
        return faults.deadLetters();
    }

    /** How many rows count for nothing, by reason. */
    Map<String, Integer> skipped() {
        return skipped;
    }

    /** Rows of any kind, the unreadable ones too. */
    int rows() {
        return rows;
    }

    /** Rows that can't be read. */
    int bad() {
        return faults.bad();
    }
}
