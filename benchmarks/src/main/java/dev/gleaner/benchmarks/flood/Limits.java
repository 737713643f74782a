package dev.gleaner.benchmarks.flood;

import java.time.Duration;
import java.util.Map;

/**
 * How much comes, how much of it may be acted on, and what counts as flat.
 *
 * @param findings published at once
 * @param whileFlooded decisions while they come, evenly {@code apart}; what follows is so chosen that these can all be done
 * @param atOnce approvals after it, more than the budgets have left
 * @param accountActions that may begin an hour in one account; too few for the largest one
 * @param totalActions that may begin an hour in all accounts; too few for what is approved
 * @param accountDollars a month, that may be moved an hour in one account; too few for the dear one
 * @param totalDollars the same in all accounts; too few for another of {@link Fleet.Part#DEAREST}
 * @param heap of the actuator
 * @param growthMegabytes by which more of the heap may be needed than when idle
 * @param growthShare by which the last third of the course may need more of the heap than the middle third
 * @param residentMegabytes that the process may take
 */
record Limits(
        int findings,
        int whileFlooded,
        Duration apart,
        int atOnce,
        int accountActions,
        int totalActions,
        int accountDollars,
        int totalDollars,
        String heap,
        long growthMegabytes,
        double growthShare,
        long residentMegabytes) {

    private static final int FEWEST = 1000;

    /** For so many findings; 10,000 are those of the figure that we claim. */
    static Limits of(int findings) {
        if (findings < FEWEST) {
            throw new IllegalArgumentException("fewer than " + FEWEST + " findings are no flood");
        }
        int some = Math.min(300, findings / 30);
        return new Limits(
                findings,
                some,
                Duration.ofMillis(200),
                2 * some,
                some * 11 / 10,
                some * 18 / 10,
                400 * some,
                780 * some,
                "256m",
                32,
                0.1,
                512);
    }

    /** The same for the actuator. Waves of canaries are off: they hold actions back on purpose. */
    Map<String, String> environment() {
        return Map.of(
                "ACTUATOR_GUARD_BUDGET_TOTAL_ACTIONS", Integer.toString(totalActions),
                "ACTUATOR_GUARD_BUDGET_ACCOUNT_ACTIONS", Integer.toString(accountActions),
                "ACTUATOR_GUARD_BUDGET_TOTAL_DOLLARS", Integer.toString(totalDollars),
                "ACTUATOR_GUARD_BUDGET_ACCOUNT_DOLLARS", Integer.toString(accountDollars),
                "ACTUATOR_GUARD_CANARY_FIRST", Integer.toString(findings),
                "ACTUATOR_GUARD_CANARY_LARGEST", Integer.toString(findings));
    }
}
