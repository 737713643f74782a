package dev.gleaner.analyzer.price;

import dev.gleaner.contracts.price.PriceKey;
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
record Charge(BigDecimal amount, String basis) {

    /** Bytes of a GB, for storage too, so that what a copy costs is rather too much than too little. */
    private static final BigDecimal GB = BigDecimal.valueOf(1_000_000_000);

    private static final int DECIMALS = 6;

    /** Nothing. */
    static final Charge NONE = new Charge(BigDecimal.ZERO, "");

    /** At one price; empty when it is not known. */
    static Optional<Charge> of(PriceBook prices, PriceKey key, double bytes, String what, LocalDate day) {
        return prices.price(key, day).map(quote -> of(quote, gigabytes(bytes), what, day));
    }

    /** That many GB at a price. */
    static Charge of(Quote quote, BigDecimal gigabytes, String what, LocalDate day) {
        String basis = what + " " + whole(gigabytes) + " GB x " + quote.amount() + "/GB, " + quote.dated(day);
        return new Charge(gigabytes.multiply(quote.price().amount()), basis);
    }

    /** Both. */
    Charge plus(Charge other) {
        String joined = basis.isEmpty() || other.basis.isEmpty() ? basis + other.basis : basis + "; " + other.basis;
        return new Charge(amount.add(other.amount), joined);
    }

    static BigDecimal gigabytes(double bytes) {
        return BigDecimal.valueOf(bytes).divide(GB, DECIMALS, RoundingMode.HALF_UP);
    }

    private static String whole(BigDecimal gigabytes) {
        return gigabytes.setScale(0, RoundingMode.HALF_UP).toPlainString();
    }
}
