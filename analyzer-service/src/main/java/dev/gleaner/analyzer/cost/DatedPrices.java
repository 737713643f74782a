package dev.gleaner.analyzer.cost;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.Price;
import dev.gleaner.contracts.resource.PriceKey;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The prices of a price book as of a day. */
public record DatedPrices(PriceBook book, LocalDate day) {

    /** Hours of a month, in which AWS states monthly costs. */
    public static final BigDecimal HOURS_PER_MONTH = BigDecimal.valueOf(Hour.PER_MONTH);

    /** The price of a key; empty when unknown. */
    public Optional<Quote> quote(PriceKey key) {
        return book.price(key, day);
    }

    /** USD for one unit; empty when unknown. */
    public Optional<BigDecimal> amount(PriceKey key) {
        return quote(key).map(quote -> quote.price().amount());
    }

    /** The sum of the charges for all units, with the keys without a known price. */
    public ChargeSum sum(List<BilledQuantity> all) {
        MonthlyCharge charge = MonthlyCharge.NONE;
        List<String> unknown = new ArrayList<>();
        for (BilledQuantity billed : all) {
            Optional<Quote> quote = quote(billed.key());
            if (quote.isEmpty()) {
                unknown.add(billed.key().text());
            } else {
                charge = charge.plus(MonthlyCharge.of(quote.get(), billed));
            }
        }
        return new ChargeSum(charge, unknown);
    }

    /**
     * The saving of an amount at public prices, of which a bill says what commitments cover and what is charged for the rest; empty without
     * such a bill.
     *
     * @param resource ARN
     * @param monthly USD per month
     */
    public Optional<Saving> charged(String resource, BigDecimal monthly, String basis) {
        return book.coverage().of(resource).map(known -> {
            BigDecimal charged = known.chargedOf(monthly);
            return Saving.priced(charged, charged, charged, basis + "; " + known.text())
                    .withCovered(charged.add(known.reusableOf(monthly)));
        });
    }

    /**
     * A price that was looked up.
     *
     * @param published whether it is from {@code gleaner.prices}; else it is bundled with the analyzer
     * @param day as of which it was looked up
     */
    public record Quote(Price price, boolean published, LocalDate day) {

        /** Age from which a price may have changed. */
        private static final long DAYS = 90;

        /** Date of the price, its source unless it is bundled, and whether it is old, for a person. */
        public String dated() {
            String source = published ? ", " + price.source() : "";
            boolean isOld = ChronoUnit.DAYS.between(price.validFrom(), day) > DAYS;
            return price.validFrom() + source + (isOld ? ", older than " + DAYS + " days" : "");
        }

        /** Amount in USD, without trailing zeros. */
        public String amount() {
            return price.amount().stripTrailingZeros().toPlainString();
        }
    }
}
