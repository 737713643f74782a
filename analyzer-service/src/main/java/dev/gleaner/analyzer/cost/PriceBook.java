package dev.gleaner.analyzer.cost;

import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.Price;
import dev.gleaner.contracts.resource.PriceKey;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Looks up a price as of a day: the newest one of the overlay that was valid by then, else that of the catalogue, else the
 * oldest one known, since a later price is better than none. Prices that were read or set take precedence over bundled ones,
 * even if a newer release bundles a newer price.
 *
 * @param coverage which part of the price of a resource is paid for by commitments
 */
public record PriceBook(PriceSource catalogue, PriceSource overlay, CoverageSource coverage) {

    private static final Comparator<Price> BY_DATE = Comparator.comparing(Price::validFrom);

    /** Of commitments nothing is known. */
    public PriceBook(PriceSource catalogue, PriceSource overlay) {
        this(catalogue, overlay, CoverageSource.NONE);
    }

    /** The price as of a day; empty when unknown. */
    public Optional<Quote> price(PriceKey key, LocalDate day) {
        List<Price> published = overlay.pricesOf(key);
        List<Price> bundled = catalogue.pricesOf(key);
        return latest(published, day)
                .map(PriceBook::publishedQuote)
                .or(() -> latest(bundled, day).map(PriceBook::bundledQuote))
                .or(() -> earlier(published, bundled));
    }

    /** USD for one unit as of a day; empty when unknown. */
    public Function<PriceKey, Optional<BigDecimal>> amounts(LocalDate day) {
        return key -> price(key, day).map(quote -> quote.price().amount());
    }

    /**
     * The saving of an amount at public prices, of which a bill says what commitments cover and what is charged for the rest; empty without
     * such a bill.
     *
     * @param monthly USD per month
     */
    public Optional<Saving> charged(String resource, BigDecimal monthly, String basis) {
        return coverage.of(resource).map(known -> {
            BigDecimal charged = known.chargedOf(monthly);
            return Saving.priced(charged, charged, charged, basis + "; " + known.text());
        });
    }

    private static Optional<Price> latest(List<Price> prices, LocalDate day) {
        return prices.stream().filter(price -> !price.validFrom().isAfter(day)).max(BY_DATE);
    }

    private static Optional<Quote> earlier(List<Price> published, List<Price> bundled) {
        Optional<Price> first = published.stream().min(BY_DATE);
        Optional<Price> other = bundled.stream().min(BY_DATE);
        boolean isBundled = other.isPresent()
                && first.filter(price -> BY_DATE.compare(price, other.get()) <= 0)
                        .isEmpty();
        return isBundled ? other.map(PriceBook::bundledQuote) : first.map(PriceBook::publishedQuote);
    }

    private static Quote publishedQuote(Price price) {
        return new Quote(price, true);
    }

    private static Quote bundledQuote(Price price) {
        return new Quote(price, false);
    }

    /**
     * A price that was looked up.
     *
     * @param published whether it is from {@code gleaner.prices}; else it is bundled with the analyzer
     */
    public record Quote(Price price, boolean published) {

        /** Age from which a price may have changed. */
        private static final long DAYS = 90;

        /** Date of the price, its source unless it is bundled, and whether it is old as of a day, for a person. */
        public String dated(LocalDate day) {
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
