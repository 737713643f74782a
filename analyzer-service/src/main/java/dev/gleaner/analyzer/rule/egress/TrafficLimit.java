package dev.gleaner.analyzer.rule.egress;

import dev.gleaner.contracts.finding.Evidence;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * The limit of a month's traffic: its cost or, where a price is not known, its bytes.
 *
 * @param dollars USD a month above which traffic is reported
 * @param bytesPerMonth above which it is reported if its cost is not known
 */
public record TrafficLimit(double dollars, double bytesPerMonth) {

    boolean isExceeded(double bytes, Optional<BigDecimal> cost) {
        return cost.map(amount -> amount.doubleValue() > dollars).orElse(bytes > bytesPerMonth);
    }

    /** The cost with its limit. Without a known price, it is said that the limit of bytes counts. */
    Evidence evidence(Evidence bytes, Optional<BigDecimal> cost) {
        return cost.map(amount -> new Evidence(
                        "cost a month of what was " + bytes.name(),
                        Math.rint(amount.doubleValue() * 100) / 100,
                        "USD",
                        dollars,
                        bytes.samples(),
                        bytes.coverage()))
                .orElseGet(() -> new Evidence(
                        "limited by bytes, as a price is not known: " + bytes.name(),
                        bytes.value(),
                        bytes.unit(),
                        bytesPerMonth,
                        bytes.samples(),
                        bytes.coverage()));
    }
}
