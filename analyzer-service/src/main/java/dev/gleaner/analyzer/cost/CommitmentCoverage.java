package dev.gleaner.analyzer.cost;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The part of the compute of a resource that reservations and savings plans covered, or that ran in a capacity reservation, by the last
 * days of a bill. It is paid for whether the resource runs or not.
 *
 * @param from first day
 * @param through last day
 * @param covered part of the cost at public prices, 0 to 1
 * @param charged part of the public price that is charged for the rest, less than 1 with negotiated prices; null if the bill does not say it
 * @param commitments ids of the reservations, savings plans and capacity reservations
 * @param reusable part of the cost at public prices, at most {@code covered}, whose reservations and savings plans would cover other usage
 *     without the resource; null if it is not known
 */
public record CommitmentCoverage(
        LocalDate from,
        LocalDate through,
        BigDecimal covered,
        @Nullable BigDecimal charged,
        List<String> commitments,
        @Nullable BigDecimal reusable) {

    public CommitmentCoverage {
        commitments = List.copyOf(commitments);
    }

    /** For a person, such as {@code 50 % of it is covered by savingsplan/1, which is paid for anyway (bill, 2026-11-20 to
     * 2026-11-26)}. */
    public String text() {
        String days = " (bill, " + from + " to " + through + ")";
        String price = charged == null || charged.compareTo(BigDecimal.ONE) == 0
                ? ""
                : ", and " + percent(charged) + " of the public price is charged";
        if (covered.signum() == 0) {
            return "no commitment covers it" + price + days;
        }
        return percent(covered) + " of it is covered by "
                + commitments.stream()
                        .map(id -> id.substring(id.lastIndexOf(':') + 1))
                        .collect(Collectors.joining(", "))
                + ", which is paid for anyway" + price + days;
    }

    /** The part of an amount at public prices that is charged for what no commitment covers. */
    public BigDecimal chargedOf(BigDecimal amount) {
        return charged(amount.multiply(BigDecimal.ONE.subtract(covered)));
    }

    /** An amount at public prices as it is charged where no commitment covers it. */
    BigDecimal charged(BigDecimal amount) {
        return charged == null ? amount : amount.multiply(charged);
    }

    /**
     * What is charged less if something else is paid instead, which these commitments do not cover, so that they are paid for beside it.
     *
     * @param amount of what is paid now, at public prices
     * @param instead of the other, at public prices
     * @return at least 0
     */
    BigDecimal chargedLess(BigDecimal amount, BigDecimal instead) {
        return chargedOf(amount).subtract(charged(instead)).max(BigDecimal.ZERO);
    }

    /** The part of an amount at public prices that would be charged without the reservations and savings plans, if those are reusable. */
    public BigDecimal reusableOf(BigDecimal amount) {
        if (reusable == null) {
            return BigDecimal.ZERO;
        }
        return charged(amount.multiply(reusable));
    }

    private static String percent(BigDecimal part) {
        return part.movePointRight(2).setScale(0, RoundingMode.HALF_UP).toPlainString() + " %";
    }
}
