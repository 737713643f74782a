package dev.gleaner.analyzer.backtest;

import dev.gleaner.analyzer.evaluation.SignalCounters;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Saving;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Prints what the rules find in an archive of signals, without a running service: {@code deploy/archive/backtest FOLDER}. */
public final class ArchiveBacktestCommand {

    private static final int GOOD = 0;
    private static final int DAMAGED = 1;
    private static final int USAGE = 2;

    private ArchiveBacktestCommand() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments, System.out, System.err));
    }

    /** Returns 0 when everything was read, 1 when something in the archive can't be read, 2 when there is no archive. */
    static int run(String[] arguments, PrintStream out, PrintStream err) {
        if (arguments.length != 1) {
            err.println("usage: backtest FOLDER");
            return USAGE;
        }
        Path folder = Path.of(arguments[0]);
        if (!Files.isDirectory(folder)) {
            err.println(folder + ": there is no such folder");
            return USAGE;
        }
        try {
            return run(folder, out, err);
        } catch (IOException e) {
            err.println(folder + ": it can't be read: " + e);
            return USAGE;
        }
    }

    private static int run(Path folder, PrintStream out, PrintStream err) throws IOException {
        List<String> problems = Collections.synchronizedList(new ArrayList<>());
        ArchivedSignals signals = ArchivedSignals.open(folder, problems::add);
        if (signals.files() == 0) {
            err.println(folder + ": there are no files of an archive");
            return USAGE;
        }
        ReadingProgress progress = new ReadingProgress(signals.files(), err);
        Backtest.Result result = Backtest.ofDefaults().runPartitions(signals.partitions(progress::addFile));
        List<Finding> newest = newest(result);
        newest.forEach(finding -> out.println(line(finding)));
        problems.forEach(err::println);
        out.printf(
                Locale.ROOT,
                "%d findings in %d files: %d signals folded, %d ignored, %d late, %d unreadable%n",
                newest.size(),
                signals.files(),
                result.counters().count(SignalCounters.Fate.FOLDED),
                result.counters().count(SignalCounters.Fate.IGNORED),
                result.counters().count(SignalCounters.Fate.LATE),
                result.counters().count(SignalCounters.Fate.DEAD) + problems.size());
        return problems.isEmpty() ? GOOD : DAMAGED;
    }

    /** The last final version of each finding, in the order in which they were opened. */
    private static List<Finding> newest(Backtest.Result result) {
        Map<String, Finding> newest = new HashMap<>();
        result.finals().forEach(finding -> newest.put(finding.id(), finding));
        return newest.values().stream()
                .sorted(Comparator.comparing(Finding::openedAt)
                        .thenComparing(Finding::resource)
                        .thenComparing(Finding::rule))
                .toList();
    }

    private static String line(Finding finding) {
        return String.join(
                "  ",
                finding.openedAt().toString(),
                finding.status().name().toLowerCase(Locale.ROOT),
                finding.rule(),
                finding.resource(),
                amount(finding.saving()));
    }

    private static String amount(Saving saving) {
        return saving.monthly() == null ? "unpriced" : saving.monthly().toPlainString() + " USD a month";
    }

    /** Prints how many files were read, after each twentieth of a large archive. */
    private static final class ReadingProgress {

        private static final int PARTS = 20;
        private static final int LARGE = 1000;

        private final int files;
        private final PrintStream out;
        private int read;

        ReadingProgress(int files, PrintStream out) {
            this.files = files;
            this.out = out;
        }

        synchronized void addFile() {
            read++;
            if (files >= LARGE && (long) read * PARTS / files != (read - 1L) * PARTS / files) {
                out.printf(Locale.ROOT, "%d of %d files read%n", read, files);
            }
        }
    }
}
