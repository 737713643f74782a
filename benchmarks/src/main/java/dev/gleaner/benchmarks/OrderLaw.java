package dev.gleaner.benchmarks;

import dev.gleaner.analyzer.backtest.Backtest;
import dev.gleaner.analyzer.backtest.Disorder;
import dev.gleaner.contracts.json.Json;
import dev.gleaner.contracts.signal.Signal;
import dev.gleaner.local.estate.made.EstateGenerator;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The same answer in any order: a whole estate as it came, and shuffled, doubled and delayed. */
final class OrderLaw implements Benchmark {

    private static final int SEEDS = 10;
    private static final Instant END = Instant.parse("2026-09-15T12:00:00Z");

    @Override
    public String name() {
        return "order-law";
    }

    @Override
    public String summary() {
        return "final findings of an estate that differ when its signals come shuffled, doubled and delayed";
    }

    @Override
    public Figure run() {
        List<Signal> signals = EstateSignals.of(EstateGenerator.small(42), END);
        Backtest backtest = Backtest.ofDefaults();
        Set<String> expected = finals(backtest, signals);
        System.out.printf("%d signals, %d versions of final findings%n", signals.size(), expected.size());
        if (expected.isEmpty()) {
            throw new IllegalStateException("an estate without findings shows nothing");
        }
        System.out.println("seed  signals  differing");
        int differing = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            List<Signal> disordered = new Disorder(seed, backtest.timing()).of(signals);
            int difference = difference(expected, finals(backtest, disordered));
            System.out.printf("%4d  %7d  %9d%n", seed, disordered.size(), difference);
            differing += difference;
        }
        return new Figure(Integer.toString(differing), "differing findings");
    }

    private static Set<String> finals(Backtest backtest, List<Signal> signals) {
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
