package dev.gleaner.analyzer.cost;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Charge for the bytes or other units of a month.
 *
 * @param amount USD
 * @param basis the calculation, for a person to check
 */
public record MonthlyCharge(BigDecimal amount, String basis) {

    /** Bytes of a GB, also for storage, so that the cost of a copy is rather overestimated. */
    private static final BigDecimal GB = BigDecimal.valueOf(1_000_000_000);

    private static final int DECIMALS = 6;
    private static final int UNIT_DECIMALS = 1;

    /** No charge. */
    public static final MonthlyCharge NONE = new MonthlyCharge(BigDecimal.ZERO, "");

    /** The charge for gigabytes at a price, to the nearest kilobyte; the calculation shows their number without decimals. */
    public static MonthlyCharge ofGigabytes(DatedPrices.Quote quote, BilledQuantity billed) {
        BigDecimal gigabytes = billed.units().setScale(DECIMALS, RoundingMode.HALF_UP);
        String basis = billed.what() + " " + whole(gigabytes) + " GB x " + quote.amount() + "/GB, " + quote.dated();
        return new MonthlyCharge(gigabytes.multiply(quote.price().amount()), basis);
    }

    /** The charge for units at a price; what they are ends with the name of the units. */
    public static MonthlyCharge of(DatedPrices.Quote quote, BilledQuantity billed) {
        String count = billed.units()
                .setScale(UNIT_DECIMALS, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
        String basis = billed.what() + " " + count + " x " + quote.amount() + ", " + quote.dated();
        return new MonthlyCharge(billed.units().multiply(quote.price().amount()), basis);
    }

    /** The sum of both. */
    public MonthlyCharge plus(MonthlyCharge other) {
        String joined = basis.isEmpty() || other.basis.isEmpty() ? basis + other.basis : basis + "; " + other.basis;
        return new MonthlyCharge(amount.add(other.amount), joined);
    }

    /** Bytes in GB of 10^9, to the nearest kilobyte. */
    public static BigDecimal gigabytes(double bytes) {
        return BigDecimal.valueOf(bytes).divide(GB, DECIMALS, RoundingMode.HALF_UP);
    }

    private static String whole(BigDecimal gigabytes) {
        return gigabytes.setScale(0, RoundingMode.HALF_UP).toPlainString();
    }
}
