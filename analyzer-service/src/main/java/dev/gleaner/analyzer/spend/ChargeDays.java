package dev.gleaner.analyzer.spend;

import dev.gleaner.contracts.signal.proto.BilledCharge;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/** Divides charges between the days (UTC) of their period, so that the parts add up to the charge exactly. */
final class ChargeDays {

    private static final long DAY_MILLIS = 86_400_000;

    /** Decimals of the parts. A bill has about as many. */
    static final int DECIMALS = 12;

    private ChargeDays() {}

    /** First day of a charge, in days since the epoch. */
    static long firstDay(BilledCharge charge) {
        return Math.floorDiv(charge.getFrom(), DAY_MILLIS);
    }

    /** Number of days that a charge is for, at least 1. */
    static int count(BilledCharge charge) {
        long end = Math.max(charge.getUntil(), charge.getFrom() + 1);
        return Math.toIntExact(Math.floorDiv(end - 1, DAY_MILLIS) - firstDay(charge) + 1);
    }

    /** The parts of an amount, one for each day. */
    static List<BigDecimal> divide(BigDecimal amount, BilledCharge charge) {
        int days = count(charge);
        if (days == 1) {
            return List.of(amount);
        }
        long from = charge.getFrom();
        BigDecimal whole = BigDecimal.valueOf(charge.getUntil() - from);
        List<BigDecimal> parts = new ArrayList<>(days);
        BigDecimal before = BigDecimal.ZERO;
        long day = firstDay(charge);
        for (int i = 0; i < days; i++) {
            long end = Math.min((day + i + 1) * DAY_MILLIS, charge.getUntil());
            BigDecimal through = i == days - 1
                    ? amount
                    : amount.multiply(BigDecimal.valueOf(end - from)).divide(whole, DECIMALS, RoundingMode.HALF_EVEN);
            parts.add(through.subtract(before));
            before = through;
        }
        return parts;
    }
}
