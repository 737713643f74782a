package dev.gleaner.collector.source;

import dev.gleaner.collector.kafka.DeadLetterExcerpt;
import dev.gleaner.collector.kafka.DeadLetterFactory;
import dev.gleaner.contracts.topic.DeadLetter;
import java.util.ArrayList;
import java.util.List;

/** Collects dead letters for files of rows, one file after the other. */
public final class FileDeadLetterCollector {

    /**
     * Dead letters per file; further bad rows are only counted, so that a file of bad rows does not flood the topic.
     */
    public static final int REPORTED_PER_FILE = 100;

    private static final DeadLetterExcerpt NOTHING = new DeadLetterExcerpt("", 0, "");

    private final String source;
    private final List<DeadLetter> deadLetters = new ArrayList<>();
    private int badInFile;
    private int bad;

    public FileDeadLetterCollector(String source) {
        this.source = source;
    }

    /** Adds a row that can't be read. */
    public void bad(String file, long row, DeadLetterExcerpt deadLetterExcerpt, String reason) {
        bad++;
        badInFile++;
        if (badInFile <= REPORTED_PER_FILE) {
            deadLetters.add(DeadLetterFactory.create(source, file, row, deadLetterExcerpt, reason));
        }
    }

    /** Adds a file that can't be read from this row on. */
    public void broken(String file, long row, DeadLetterExcerpt deadLetterExcerpt, String reason) {
        deadLetters.add(DeadLetterFactory.create(source, file, row, deadLetterExcerpt, reason));
    }

    /** Adds a file that can't be used and has no excerpt. */
    public void broken(String file, String reason) {
        broken(file, -1, NOTHING, reason);
    }

    /** Ends the current file. */
    public void endOf(String file) {
        if (badInFile > REPORTED_PER_FILE) {
            broken(file, (badInFile - REPORTED_PER_FILE) + " more rows can't be read");
        }
        badInFile = 0;
    }

    /** All dead letters so far. */
    public List<DeadLetter> deadLetters() {
        return deadLetters;
    }

    /** Number of rows that can't be read. */
    public int bad() {
        return bad;
    }
}
