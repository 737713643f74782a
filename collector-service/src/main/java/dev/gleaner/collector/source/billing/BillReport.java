package dev.gleaner.collector.source.billing;

import dev.gleaner.collector.publish.DeadLetters;
import dev.gleaner.collector.publish.Found;
import dev.gleaner.contracts.deadletter.DeadLetter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the files of a statement had beside charges. */
final class BillReport {

    /** Told one by one in a file; of the others their number, so that a file of nothing but bad rows stays small. */
    static final int TOLD = 100;

    private final String source;
    private final List<DeadLetter> deadLetters = new ArrayList<>();
    private final Map<String, Integer> skipped = new TreeMap<>();
    private int rows;
    private int badInFile;
    private int bad;

    BillReport(String source) {
        this.source = source;
    }

    void row() {
        rows++;
    }

    void skip(String reason) {
        skipped.merge(reason, 1, Integer::sum);
    }

    /** A row that can't be read. */
    void bad(String file, BillRow row, String reason) {
        bad++;
        badInFile++;
        if (badInFile <= TOLD) {
            deadLetters.add(DeadLetters.of(source, file, row.number(), row.found(), row.place() + ": " + reason));
        }
    }

    /** A file that can't be read, or not on from there. */
    void broken(String file, long row, Found found, String reason) {
        deadLetters.add(DeadLetters.of(source, file, row, found, reason));
    }

    /** A file is over. */
    void endOf(String file) {
        if (badInFile > TOLD) {
            Found none = new Found("", 0, "");
            String reason = (badInFile - TOLD) + " more rows can't be read";
            deadLetters.add(DeadLetters.of(source, file, -1, none, reason));
        }
        badInFile = 0;
    }

    List<DeadLetter> deadLetters() {
        return deadLetters;
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
        return bad;
    }
}
