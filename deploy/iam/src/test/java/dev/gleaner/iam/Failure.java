package dev.gleaner.iam;

import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A row of docs/failure-modes.md.
 *
 * @param threads public threads that report it, {@code owner/repo#n}
 * @param tests tests that fail if Gleaner has the same fault, {@code Class#method}
 */
record Failure(String what, List<String> threads, List<String> tests) {

    private static final Pattern THREAD = Pattern.compile("[\\w.-]+/[\\w.-]+#\\d+");
    private static final Pattern TEST = Pattern.compile("`(\\w+#\\w+)`");

    /** Parses a line; empty if it is no row of a failure. */
    static Optional<Failure> of(String line) {
        String[] cells = line.split("\\|");
        boolean isRow = cells.length == 4 && !threadsIn(cells[2]).isEmpty();
        return isRow
                ? Optional.of(new Failure(cells[1].strip(), threadsIn(cells[2]), testsIn(cells[3])))
                : Optional.empty();
    }

    /** Whether the row names this test and this thread. */
    boolean has(String test, String thread) {
        return tests.contains(test) && threads.contains(thread);
    }

    static List<String> threadsIn(String text) {
        return THREAD.matcher(text).results().map(MatchResult::group).toList();
    }

    private static List<String> testsIn(String text) {
        return TEST.matcher(text).results().map(found -> found.group(1)).toList();
    }
}
