package dev.gleaner.collector.source;

import dev.gleaner.collector.kafka.DeadLetterExcerpt;
import dev.gleaner.collector.kafka.DeadLetterFactory;
import dev.gleaner.contracts.topic.DeadLetter;
import java.util.ArrayList;
import java.util.List;

/** What can't be read of one file of rows after another. */
public final class FileDeadLetterCollector {

    /** Told one by one in a file; of the others their number, so that a file of nothing but bad rows stays small. */
    public static final int REPORTED_PER_FILE = 100;

    private static final DeadLetterExcerpt NOTHING = new DeadLetterExcerpt("", 0, "");

    private final String source;
    private final List<DeadLetter> deadLetters = new ArrayList<>();
    private int badInFile;
    private int bad;

    /** Of files of the source of this name. */
    public FileDeadLetterCollector(String source) {
        this.source = source;
    }

    /** A row that can't be read. */
    public void bad(String file, long row, DeadLetterExcerpt deadLetterExcerpt, String reason) {
        bad++;
        badInFile++;
        if (badInFile <= REPORTED_PER_FILE) {
            deadLetters.add(DeadLetterFactory.create(source, file, row, deadLetterExcerpt, reason));
        }
    }

    /** A file that can't be read, or not on from there. */
    public void broken(String file, long row, DeadLetterExcerpt deadLetterExcerpt, String reason) {
        deadLetters.add(DeadLetterFactory.create(source, file, row, deadLetterExcerpt, reason));
    }

    /** A file that can't be used, of which there is nothing to show. */
    public void broken(String file, String reason) {
        broken(file, -1, NOTHING, reason);
    }

    /** A file is over. */
    public void endOf(String file) {
        if (badInFile > REPORTED_PER_FILE) {
            broken(file, (badInFile - REPORTED_PER_FILE) + " more rows can't be read");
        }
        badInFile = 0;
    }

    /** All that is to be told. */
    public List<DeadLetter> deadLetters() {
        return deadLetters;
    }

    /** How many rows can't be read. */
    public int bad() {
        return bad;
    }
}
