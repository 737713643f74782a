package dev.gleaner.benchmarks.crash;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was counted.
 *
 * @param secondEffects calls that changed something beyond one a step
 * @param lostDecisions approved decisions without a final state of their action
 * @param brokenChains audits that did not verify
 * @param ends final states, and how many actions came to each
 */
record Tally(long secondEffects, long lostDecisions, long brokenChains, Map<String, Integer> ends) {

    static final String HEADER = "seeds      actuators  halts  seconds  second effects  lost  broken  ends";

    static final Tally NONE = new Tally(0, 0, 0, Map.of());

    Tally plus(Tally other) {
        Map<String, Integer> both = new TreeMap<>(ends);
        other.ends.forEach((end, count) -> both.merge(end, count, Integer::sum));
        return new Tally(
                secondEffects + other.secondEffects,
                lostDecisions + other.lostDecisions,
                brokenChains + other.brokenChains,
                both);
    }

    /** A line of the table. */
    void print(String seeds, int actuators, int halts, Duration time) {
        System.out.printf(
                "%-9s  %9d  %5d  %7d  %14d  %4d  %6d  %s%n",
                seeds, actuators, halts, time.toSeconds(), secondEffects, lostDecisions, brokenChains, ends);
    }

    long sum() {
        return secondEffects + lostDecisions + brokenChains;
    }
}
