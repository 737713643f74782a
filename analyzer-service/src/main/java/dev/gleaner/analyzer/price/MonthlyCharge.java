package dev.gleaner.analyzer.price;

import dev.gleaner.contracts.resource.PriceKey;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.Optional;

/**
 * What bytes cost in a month.
 *
 * @param amount USD
 * @param basis words a person can check
 */
record MonthlyCharge(BigDecimal amount, String basis) {

    /** Bytes of a GB, for storage too, so that what a copy costs is rather too much than too little. */
    private static final BigDecimal GB = BigDecimal.valueOf(1_000_000_000);

    private static final int DECIMALS = 6;

    /** Nothing. */
    static final MonthlyCharge NONE = new MonthlyCharge(BigDecimal.ZERO, "");

    /** At one price; empty when it is not known. */
    static Optional<MonthlyCharge> of(PriceBook prices, PriceKey key, double bytes, String what, LocalDate day) {
        return prices.price(key, day).map(quote -> of(quote, gigabytes(bytes), what, day));
    }

    /** That many GB at a price. */
    static MonthlyCharge of(PriceBook.Quote quote, BigDecimal gigabytes, String what, LocalDate day) {
        String basis = what + " " + whole(gigabytes) + " GB x " + quote.amount() + "/GB, " + quote.dated(day);
        return new MonthlyCharge(gigabytes.multiply(quote.price().amount()), basis);
    }

    /** Both. */
    MonthlyCharge plus(MonthlyCharge other) {
        String joined = basis.isEmpty() || other.basis.isEmpty() ? basis + other.basis : basis + "; " + other.basis;
        return new MonthlyCharge(amount.add(other.amount), joined);
    }

    static BigDecimal gigabytes(double bytes) {
        return BigDecimal.valueOf(bytes).divide(GB, DECIMALS, RoundingMode.HALF_UP);
    }

    private static String whole(BigDecimal gigabytes) {
        return gigabytes.setScale(0, RoundingMode.HALF_UP).toPlainString();
    }
}
