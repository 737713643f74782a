package dev.gleaner.systemtests.flood;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How much comes, how much of it may be acted on, and what counts as flat.
 *
 * @param findings that come at once
 * @param first others that come before them, so that what is made once is there when they come
 * @param firstDecisions on the first findings; what follows is so chosen that these, and those while flooded, can all be done
 * @param whileFlooded decisions while the others come, at most, evenly {@code apart}
 * @param bursts approvals after it, one burst after another, each more than one of the budgets has left
 * @param accountActions that may begin an hour in one account; too few for the large one
 * @param totalActions that may begin an hour in all accounts; too few for the last burst
 * @param accountDollars a month, that may be moved an hour in one account; too few for the dear one
 * @param totalDollars the same in all accounts; too few for another of {@link FloodFindingGenerator.AccountShare#DEAREST}
 * @param heap of the actuator
 * @param flat what its memory may do
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

    /** Approvals of findings of one account, all at once. */
    record Burst(FloodFindingGenerator.AccountShare of, int size) {}

    /**
     * What is called flat. It does not depend on the number of findings: at 10,000, what keeps two kilobytes of each is not, nor is
     * what holds all of them at once.
     *
     * @param keptMegabytes by which more of the heap may be needed when all is over than before the findings came
     * @param peakMegabytes by which more may be needed at any moment: batches that are taken in, planned, published and read
     * @param residentMegabytes that the process may take
     */
    record MemoryBounds(long keptMegabytes, long peakMegabytes, long residentMegabytes) {}

    /** For so many findings; 10,000 are those of the figure that we claim. */
    static FloodParameters of(int findings) {
        if (findings < FEWEST) {
            throw new IllegalArgumentException("fewer than " + FEWEST + " findings are no flood");
        }
        int some = Math.min(300, findings / 30);
        return new FloodParameters(
                findings,
                findings / 10,
                some / 3,
                some,
                Duration.ofMillis(200),
                List.of(
                        new Burst(FloodFindingGenerator.AccountShare.LARGE, some),
                        new Burst(FloodFindingGenerator.AccountShare.DEAR, some * 2 / 5),
                        new Burst(FloodFindingGenerator.AccountShare.DEAREST, 1),
                        new Burst(FloodFindingGenerator.AccountShare.SMALL, some)),
                some * 3 / 2,
                some * 27 / 10,
                400 * some,
                900 * some,
                "256m",
                new MemoryBounds(12, 96, 640));
    }

    /** How many findings there are in the end. */
    int all() {
        return warmUpFindings + findings;
    }

    /** The same for the actuator. Waves of canaries are off: they hold actions back on purpose. */
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
