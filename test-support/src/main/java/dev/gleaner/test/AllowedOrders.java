package dev.gleaner.test;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What commitments may cover of a few kinds of usage of an hour, by trying each order that is allowed, one pair of a commitment and usage
 * after another.
 */
public final class AllowedOrders {

    private static final double SAME = 1e-9;

    private AllowedOrders() {}

    /**
     * A commitment that may cover some usage.
     *
     * @param usage its index
     * @param ofAnHour what an hour of it takes of the commitment
     * @param first of several pairs of a stage those with the lowest number come first
     * @param second of these, those with the lowest number
     */
    public record Pair(String commitment, int usage, double ofAnHour, double first, double second) {}

    /**
     * What comes of one order.
     *
     * @param unused what is left of each commitment
     * @param left hours of each usage that nothing covers
     * @param covered hours by the index of the usage and the commitment
     */
    public record Outcome(Map<String, Double> unused, List<Double> left, Map<Integer, Map<String, Double>> covered) {

        /** USD at these prices of what nothing covers. */
        public double charged(double... prices) {
            return IntStream.range(0, prices.length)
                    .mapToDouble(index -> left.get(index) * prices[index])
                    .sum();
        }

        private Outcome cover(Pair pair) {
            double available = unused.getOrDefault(pair.commitment(), 0.0);
            double hours = Math.min(left.get(pair.usage()), available / pair.ofAnHour());
            if (hours <= 0) {
                return this;
            }
            Map<String, Double> nextUnused = new HashMap<>(unused);
            nextUnused.put(pair.commitment(), available - hours * pair.ofAnHour());
            Double[] nextLeft = left.toArray(Double[]::new);
            nextLeft[pair.usage()] -= hours;
            Map<Integer, Map<String, Double>> nextCovered = new TreeMap<>();
            covered.forEach((usage, by) -> nextCovered.put(usage, new TreeMap<>(by)));
            nextCovered
                    .computeIfAbsent(pair.usage(), absent -> new TreeMap<>())
                    .merge(pair.commitment(), hours, Double::sum);
            return new Outcome(nextUnused, Arrays.asList(nextLeft), nextCovered);
        }
    }

    /**
     * What may come of it.
     *
     * @param capacities of the commitments
     * @param hours of each usage
     * @param stages one after another
     */
    public static Collection<Outcome> outcomes(
            Map<String, Double> capacities, List<Double> hours, List<List<Pair>> stages) {
        Collection<Outcome> outcomes = Set.of(new Outcome(capacities, hours, Map.of()));
        for (List<Pair> stage : stages) {
            outcomes = next(
                    outcomes, stage.stream().filter(pair -> pair.ofAnHour() > 0).toList());
        }
        return outcomes;
    }

    /** Each outcome after the pairs in each order that their numbers allow. */
    private static Collection<Outcome> next(Collection<Outcome> outcomes, List<Pair> pairs) {
        if (pairs.isEmpty()) {
            return outcomes;
        }
        return lowest(lowest(pairs, Pair::first), Pair::second).stream()
                .flatMap(pair -> {
                    Set<Outcome> covered = outcomes.stream()
                            .map(outcome -> outcome.cover(pair))
                            .collect(Collectors.toSet());
                    List<Pair> others =
                            pairs.stream().filter(other -> !other.equals(pair)).toList();
                    return next(covered, others).stream();
                })
                .collect(Collectors.toSet());
    }

    private static List<Pair> lowest(List<Pair> pairs, ToDoubleFunction<Pair> number) {
        double lowest = pairs.stream().mapToDouble(number).min().orElseThrow();
        return pairs.stream()
                .filter(pair -> number.applyAsDouble(pair) <= lowest + SAME)
                .toList();
    }
}
