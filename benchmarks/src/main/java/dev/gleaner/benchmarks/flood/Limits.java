package dev.gleaner.benchmarks.flood;

import java.time.Duration;
import java.util.Map;

/**
 * How much comes, how much of it may be acted on, and what counts as flat.
 *
 * @param findings published at once
 * @param whileFlooded decisions during it, evenly {@code apart}
 * @param atOnce approvals after it, more than the budgets have left
 * @param actionsAnHour that may begin
 * @param dollarsAnHour a month, that may be moved
 * @param heap of the actuator
 * @param growthMegabytes by which more of the heap may be needed than when idle
 * @param residentMegabytes that the process may take
 */
record Limits(
        int findings,
        int whileFlooded,
        Duration apart,
        int atOnce,
        int actionsAnHour,
        int dollarsAnHour,
        String heap,
        long growthMegabytes,
        long residentMegabytes) {

    /** Of the figure that we claim. */
    static final Limits DEFAULT = new Limits(
            Integer.getInteger("flood.findings", 10_000),
            300,
            Duration.ofMillis(200),
            600,
            600,
            75_000,
            "256m",
            32,
            512);

    /** The same for the actuator. Waves of canaries are off: they hold actions back on purpose. */
    Map<String, String> environment() {
        return Map.of(
                "ACTUATOR_GUARD_BUDGET_TOTAL_ACTIONS", Integer.toString(actionsAnHour),
                "ACTUATOR_GUARD_BUDGET_ACCOUNT_ACTIONS", Integer.toString(actionsAnHour),
                "ACTUATOR_GUARD_BUDGET_TOTAL_DOLLARS", Integer.toString(dollarsAnHour),
                "ACTUATOR_GUARD_BUDGET_ACCOUNT_DOLLARS", Integer.toString(dollarsAnHour),
                "ACTUATOR_GUARD_CANARY_FIRST", Integer.toString(findings),
                "ACTUATOR_GUARD_CANARY_LARGEST", Integer.toString(findings));
    }
}
