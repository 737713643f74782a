package dev.gleaner.systemtests.flood;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The size of a flood, the actuator's budgets, and the memory that the actuator may use.
 *
 * @param findings that arrive at once
 * @param warmUpFindings that arrive before, so that connections, clients and classes exist when the flood begins
 * @param warmUpDecisions approvals of the warm-up findings; the budgets allow these and those during the flood
 * @param decisionsDuringFlood most approvals while the findings arrive, one each {@code decisionInterval}
 * @param bursts of approvals after the flood, each more than one of the budgets has left
 * @param accountActions budget of actions an hour in one account; too small for the bursts in the large one
 * @param totalActions budget of actions an hour in all accounts; too small for the last burst
 * @param accountDollars budget of dollars a month, an hour, in one account; too small for the expensive one
 * @param totalDollars the same in all accounts; too small for another of {@link FloodFindingGenerator.AccountShare#MOST_EXPENSIVE}
 * @param heap of the actuator
 * @param memory bounds of the actuator's memory
 */
record FloodParameters(
        int findings,
        int warmUpFindings,
        int warmUpDecisions,
        int decisionsDuringFlood,
        Duration decisionInterval,
        List<Burst> bursts,
        int accountActions,
        int totalActions,
        int accountDollars,
        int totalDollars,
        String heap,
        MemoryBounds memory) {

    private static final int FEWEST = 1000;

    FloodParameters {
        bursts = List.copyOf(bursts);
    }

    /** Simultaneous approvals of findings of one account. */
    record Burst(FloodFindingGenerator.AccountShare of, int size) {}

    /**
     * Bounds of memory. They do not depend on the number of findings: with 10,000, an actuator that keeps two kilobytes of each
     * exceeds them, and so does one that holds all of them at once.
     *
     * @param keptMegabytes by how much the used heap may have grown when everything is done
     * @param peakMegabytes by how much the used heap may grow at any time, for batches that are read, planned or published
     * @param residentMegabytes most resident memory of the process
     */
    record MemoryBounds(long keptMegabytes, long peakMegabytes, long residentMegabytes) {}

    /** Parameters for a number of findings; the published figure is that of 10,000. */
    static FloodParameters of(int findings) {
        if (findings < FEWEST) {
            throw new IllegalArgumentException("fewer than " + FEWEST + " findings are not a flood");
        }
        int burst = Math.min(300, findings / 30);
        return new FloodParameters(
                findings,
                findings / 10,
                burst / 3,
                burst,
                Duration.ofMillis(200),
                List.of(
                        new Burst(FloodFindingGenerator.AccountShare.LARGE, burst),
                        new Burst(FloodFindingGenerator.AccountShare.EXPENSIVE, burst * 2 / 5),
                        new Burst(FloodFindingGenerator.AccountShare.MOST_EXPENSIVE, 1),
                        new Burst(FloodFindingGenerator.AccountShare.SMALL, burst)),
                burst * 3 / 2,
                burst * 27 / 10,
                400 * burst,
                900 * burst,
                "256m",
                new MemoryBounds(12, 96, 640));
    }

    /** Findings of the warm-up and of the flood. */
    int all() {
        return warmUpFindings + findings;
    }

    /** The budgets as settings of the actuator. Canary waves are off, as they delay actions on purpose. */
    Map<String, String> environment() {
        return Map.of(
                "ACTUATOR_GUARD_BUDGET_TOTAL_ACTIONS", Integer.toString(totalActions),
                "ACTUATOR_GUARD_BUDGET_ACCOUNT_ACTIONS", Integer.toString(accountActions),
                "ACTUATOR_GUARD_BUDGET_TOTAL_DOLLARS", Integer.toString(totalDollars),
                "ACTUATOR_GUARD_BUDGET_ACCOUNT_DOLLARS", Integer.toString(accountDollars),
                "ACTUATOR_GUARD_CANARY_FIRST", Integer.toString(all()),
                "ACTUATOR_GUARD_CANARY_LARGEST", Integer.toString(all()));
    }
}
