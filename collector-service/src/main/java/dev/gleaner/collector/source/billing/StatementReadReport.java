package dev.gleaner.collector.source.billing;

import dev.gleaner.collector.kafka.DeadLetterExcerpt;
import dev.gleaner.collector.source.FileDeadLetterCollector;
import dev.gleaner.contracts.topic.DeadLetter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What was read of a statement besides charges: unreadable and skipped lines. */
final class StatementReadReport {

    private static final DeadLetterExcerpt NOTHING = new DeadLetterExcerpt("", 0, "");

    private final FileDeadLetterCollector faults;
    private final Map<String, Integer> skipped = new TreeMap<>();
    private final Map<String, Integer> otherCurrencies = new TreeMap<>();
    private final Set<String> bills = new TreeSet<>();
    private boolean published;
    private long lines;
    private long untaggedInFile;

    StatementReadReport(String source) {
        this.faults = new FileDeadLetterCollector(source);
    }

    void line() {
        lines++;
    }

    void skip(String reason) {
        skipped.merge(reason, 1, Integer::sum);
    }

    void skipOtherCurrency(String currency) {
        otherCurrencies.merge(currency, 1, Integer::sum);
    }

    /**
     * Adds a line that can't be read. Its dead letter does not contain it, because it says who pays for what.
     *
     * @param number from 0, without the header
     */
    void bad(String file, long number, String reason) {
        faults.bad(file, number, NOTHING, reason);
    }

    /** Adds a line that is counted without its tags, because they can't be read. */
    void untagged() {
        untaggedInFile++;
    }

    /** Adds a file that can't be read from this row on. */
    void broken(String file, long row, DeadLetterExcerpt deadLetterExcerpt, String reason) {
        faults.broken(file, row, deadLetterExcerpt, reason);
    }

    /** Adds what makes the statement unusable as a whole. */
    void broken(String place, String reason) {
        faults.broken(place, reason);
    }

    /** Ends the current file. */
    void endOf(String file) {
        faults.endOf(file);
        if (untaggedInFile > 0) {
            faults.broken(
                    file,
                    "the tags of " + untaggedInFile + " lines are no JSON object: these lines count without tags");
        }
        untaggedInFile = 0;
    }

    List<DeadLetter> deadLetters() {
        return faults.deadLetters();
    }

    /** Number of rows that are not counted, by reason. */
    Map<String, Integer> skipped() {
        Map<String, Integer> all = new TreeMap<>(skipped);
        otherCurrencies.forEach((currency, rows) -> all.put("currency " + currency, rows));
        return all;
    }

    /** Number of rows that are not counted for their currency, by currency. */
    Map<String, Integer> otherCurrencies() {
        return otherCurrencies;
    }

    /** Number of lines of any kind. */
    long lines() {
        return lines;
    }

    /** Number of lines that count. */
    long counted() {
        return lines
                - bad()
                - skipped().values().stream().mapToLong(Integer::longValue).sum();
    }

    /** Says that the statement was published, with these bills. */
    void published(Set<String> stated) {
        published = true;
        bills.addAll(stated);
    }

    /** Whether the statement was published: one that is damaged is not. */
    boolean isPublished() {
        return published;
    }

    /** The bills that were published. */
    Set<String> bills() {
        return bills;
    }

    /** Number of lines that can't be read. */
    int bad() {
        return faults.bad();
    }
}
