package dev.gleaner.benchmarks;

import dev.gleaner.analyzer.backtest.Backtest;
import dev.gleaner.analyzer.backtest.SignalShuffler;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.local.estate.generator.EstateGenerator;
import dev.gleaner.systemtests.Benchmark;
import dev.gleaner.systemtests.trail.TrailSignals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Compares the final findings of a whole estate with those of its signals shuffled, repeated and delayed, and those of recorded
 * trails, if there are any, with those of their sorted and deduplicated signals.
 */
final class OrderIndependenceBenchmark implements Benchmark {

    private static final int SEEDS = 10;
    private static final Instant END = Instant.parse("2026-09-15T12:00:00Z");

    private final Backtest backtest = Backtest.ofDefaults();
    private final Path recordings;

    /** @param recordings folder that may contain recorded trails, in folders {@code cloudtrail_*} */
    OrderIndependenceBenchmark(Path recordings) {
        this.recordings = recordings;
    }

    @Override
    public String name() {
        return "order-law";
    }

    @Override
    public String summary() {
        return "final findings that differ when the signals come shuffled, doubled and delayed";
    }

    @Override
    public Figure run(List<String> arguments) throws IOException {
        int differing = estate() + trails();
        return Figure.violations(differing, "differing findings");
    }

    private int estate() {
        List<Signal> signals = EstateSignals.of(EstateGenerator.small(42), END);
        Set<String> expected = finals(signals);
        System.out.printf("%d signals, %d versions of final findings%n", signals.size(), expected.size());
        if (expected.isEmpty()) {
            throw new IllegalStateException("the estate has no findings, so that nothing was compared");
        }
        System.out.println("seed  signals  differing");
        int[] deadlines = backtest.deadlines(signals);
        int differing = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            List<Signal> disordered = new SignalShuffler(seed, deadlines).of(signals);
            int difference = difference(expected, finals(disordered));
            System.out.printf("%4d  %7d  %9d%n", seed, disordered.size(), difference);
            differing += difference;
        }
        return differing;
    }

    private int trails() throws IOException {
        if (!Files.isDirectory(recordings)) {
            System.out.println("no recorded trails: there is no folder " + recordings);
            return 0;
        }
        System.out.println("recorded trail        as it is  sorted, once  finals  differing");
        int differing = 0;
        try (Stream<Path> folders = Files.list(recordings)) {
            for (Path folder :
                    folders.filter(OrderIndependenceBenchmark::isTrail).sorted().toList()) {
                differing += trail(folder);
            }
        }
        return differing;
    }

    /** Number of final findings of a recorded trail that depend on its order or its repetitions. */
    int trail(Path folder) throws IOException {
        TrailSignals trail = TrailSignals.below(folder);
        List<Signal> recorded = trail.asRecorded();
        List<Signal> tidy = trail.sortedAndDeduplicated();
        Set<String> expected = finals(tidy);
        int difference = difference(expected, finals(recorded));
        System.out.printf(
                "%-20s  %8d  %12d  %6d  %9d%n",
                folder.getFileName(), recorded.size(), tidy.size(), expected.size(), difference);
        return difference;
    }

    /** The folder {@code _misc} contains trails of many years and accounts, which are not one trail. */
    private static boolean isTrail(Path folder) {
        String name = folder.getFileName().toString();
        return name.startsWith("cloudtrail_") && !name.endsWith("_misc");
    }

    private Set<String> finals(List<Signal> signals) {
        Set<String> finals = new HashSet<>();
        backtest.run(signals).finals().forEach(finding -> finals.add(Json.text(finding)));
        return finals;
    }

    private static int difference(Set<String> expected, Set<String> found) {
        Set<String> either = new HashSet<>(expected);
        either.addAll(found);
        Set<String> both = new HashSet<>(expected);
        both.retainAll(found);
        return either.size() - both.size();
    }
}
