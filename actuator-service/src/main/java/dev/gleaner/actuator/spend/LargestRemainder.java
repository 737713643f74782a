package dev.gleaner.actuator.spend;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Divides an amount into parts that add up to it exactly. */
final class LargestRemainder {

    /** Digits after the point of a part, at least: as many as AWS uses in bills. */
    private static final int LEAST_SCALE = 10;

    private LargestRemainder() {}

    /**
     * Divides an amount in proportion to weights, which are not negative and of which one is positive. Each part is rounded
     * towards zero, and what is missing then goes by one unit of the last digit to the parts that lost most, the first names first.
     */
    static SortedMap<String, BigDecimal> divide(BigDecimal amount, Map<String, BigDecimal> weights) {
        int scale = Math.max(amount.scale(), LEAST_SCALE);
        BigInteger units = amount.setScale(scale).unscaledValue();
        int weightScale =
                weights.values().stream().mapToInt(BigDecimal::scale).max().orElseThrow();
        SortedMap<String, BigInteger> shares = new TreeMap<>();
        weights.forEach(
                (name, weight) -> shares.put(name, weight.setScale(weightScale).unscaledValue()));
        BigInteger all = shares.values().stream().reduce(BigInteger.ZERO, BigInteger::add);
        SortedMap<String, BigInteger> parts = new TreeMap<>();
        List<Map.Entry<String, BigInteger>> remainders = new ArrayList<>();
        BigInteger missing = units.abs();
        for (Map.Entry<String, BigInteger> share : shares.entrySet()) {
            BigInteger[] part = units.abs().multiply(share.getValue()).divideAndRemainder(all);
            parts.put(share.getKey(), part[0]);
            remainders.add(Map.entry(share.getKey(), part[1]));
            missing = missing.subtract(part[0]);
        }
        // A stable sort: among equal remainders the names stay in order.
        remainders.sort(Map.Entry.comparingByValue(Comparator.reverseOrder()));
        remainders
                .subList(0, missing.intValueExact())
                .forEach(entry -> parts.merge(entry.getKey(), BigInteger.ONE, BigInteger::add));
        SortedMap<String, BigDecimal> amounts = new TreeMap<>();
        parts.forEach((name, part) ->
                amounts.put(name, new BigDecimal(units.signum() < 0 ? part.negate() : part, scale)));
        return amounts;
    }
}
