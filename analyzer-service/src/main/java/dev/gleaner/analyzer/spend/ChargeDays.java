package dev.gleaner.analyzer.spend;

import dev.gleaner.contracts.signal.proto.BilledCharge;
import dev.gleaner.contracts.signal.proto.BilledCharges;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** Divides charges between the days (UTC) of their period, so that the parts add up to the charge exactly. */
final class ChargeDays {

    private static final long DAY_MILLIS = 86_400_000;

    /** Decimals of the parts. A bill has about as many. */
    static final int DECIMALS = 12;

    /**
     * Days before the first one of a bill, and from it on, that its charges may have: corrections reach back, and fees for a year ahead. With
     * more days the sums of a bill would have no bound.
     */
    static final int LARGEST_DISTANCE = 400;

    private ChargeDays() {}

    /**
     * Charges with periods near to the month of their bill: what lies before or after {@link #LARGEST_DISTANCE} counts on the nearest day, so
     * that no amount is lost.
     *
     * @param first day of the bill
     */
    static BilledCharges near(LocalDate first, BilledCharges charges) {
        long begin = (first.toEpochDay() - LARGEST_DISTANCE) * DAY_MILLIS;
        long end = (first.toEpochDay() + LARGEST_DISTANCE) * DAY_MILLIS;
        if (charges.getChargesList().stream()
                .allMatch(charge -> charge.getFrom() >= begin && charge.getUntil() <= end && charge.getFrom() < end)) {
            return charges;
        }
        BilledCharges.Builder near = charges.toBuilder();
        near.getChargesBuilderList()
                .forEach(charge -> charge.setFrom(Math.min(Math.max(charge.getFrom(), begin), end - DAY_MILLIS))
                        .setUntil(Math.min(Math.max(charge.getUntil(), begin), end)));
        near.getChargesBuilderList().stream()
                .filter(charge -> charge.getUntil() < charge.getFrom())
                .forEach(charge -> charge.setUntil(charge.getFrom()));
        return near.build();
    }

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
