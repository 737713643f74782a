package dev.gleaner.benchmarks.crash;

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

    long sum() {
        return secondEffects + lostDecisions + brokenChains;
    }
}
