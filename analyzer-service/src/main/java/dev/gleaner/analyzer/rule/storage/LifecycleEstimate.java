package dev.gleaner.analyzer.rule.storage;

import dev.gleaner.analyzer.cost.BilledQuantity;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/**
 * What lifecycle rules save, USD a month.
 *
 * @param basis the calculation, for a person to check
 */
record LifecycleEstimate(BigDecimal monthly, BigDecimal low, BigDecimal high, String basis) {

    /** By measurement. Low: without the prefixes of which it is not known how they are read. */
    static LifecycleEstimate of(LifecyclePlan plan) {
        BigDecimal gain = BigDecimal.valueOf(plan.gain());
        BigDecimal measured = BigDecimal.valueOf(Math.max(0, plan.measuredGain()));
        double today = plan.rules().stream()
                .mapToDouble(LifecyclePlan.PrefixPlan::today)
                .sum();
        double cost = plan.rules().stream()
                .mapToDouble(LifecyclePlan.PrefixPlan::cost)
                .sum();
        return new LifecycleEstimate(
                gain,
                measured.min(gain),
                gain,
                String.format(
                        Locale.ROOT,
                        "%d rules: (%.2f as today - %.2f) / %d months, with storage, requests, retrieval, transitions,"
                                + " monitoring and minimum durations, by the report of %s; low: without prefixes of which it is"
                                + " not known how they are read",
                        plan.rules().size(),
                        today,
                        cost,
                        plan.months(),
                        plan.reported()));
    }

    /**
     * By convention.
     *
     * @param bytes of the bucket in STANDARD
     * @param standard its price for a GB-month
     * @param greatest what a GB-month costs less by the convention that saves most
     * @param sum of that over the prefixes with a convention
     * @param prefixes number of prefixes of the bucket
     */
    static LifecycleEstimate ofConvention(
            long bytes, BigDecimal standard, BigDecimal greatest, BigDecimal sum, int prefixes) {
        BigDecimal gigabytes = BilledQuantity.gibibytes(bytes);
        BigDecimal high = gigabytes.multiply(greatest);
        BigDecimal even = gigabytes
                .multiply(sum)
                .divide(BigDecimal.valueOf(prefixes), MathContext.DECIMAL64)
                .min(high);
        return new LifecycleEstimate(
                even,
                BigDecimal.ZERO,
                high,
                String.format(
                        Locale.ROOT,
                        "%.0f GB of the bucket in STANDARD at %s, if each of its %d prefixes has the same part and all"
                                + " objects are old enough; at most %s less for a GB, if all are below the named prefixes; low"
                                + " 0, as without an inventory report the split is not known; without requests and retrieval",
                        gigabytes,
                        standard.stripTrailingZeros().toPlainString(),
                        prefixes,
                        greatest.stripTrailingZeros().toPlainString()));
    }
}
