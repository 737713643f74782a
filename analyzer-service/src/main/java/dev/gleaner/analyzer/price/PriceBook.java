package dev.gleaner.analyzer.price;

import dev.gleaner.contracts.resource.Price;
import dev.gleaner.contracts.resource.PriceKey;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Looks a price up as of a day: the youngest one of the overlay that was valid by then, else that of the catalogue, else the
 * oldest one known, as a price of later tells more than none. What was read or set wins over what the analyzer brings, even
 * where a newer release brings a newer one.
 */
public record PriceBook(PriceSource catalogue, PriceSource overlay) {

    private static final Comparator<Price> BY_DATE = Comparator.comparing(Price::validFrom);

    /** The price as of a day; empty when unknown. */
    public Optional<Quote> price(PriceKey key, LocalDate day) {
        List<Price> overlaid = overlay.pricesOf(key);
        List<Price> known = catalogue.pricesOf(key);
        return latest(overlaid, day)
                .map(PriceBook::publishedQuote)
                .or(() -> latest(known, day).map(PriceBook::bundledQuote))
                .or(() -> earlier(overlaid, known));
    }

    private static Optional<Price> latest(List<Price> prices, LocalDate day) {
        return prices.stream().filter(price -> !price.validFrom().isAfter(day)).max(BY_DATE);
    }

    private static Optional<Quote> earlier(List<Price> overlaid, List<Price> known) {
        Optional<Price> one = overlaid.stream().min(BY_DATE);
        Optional<Price> other = known.stream().min(BY_DATE);
        boolean isOther = other.isPresent()
                && one.filter(price -> BY_DATE.compare(price, other.get()) <= 0).isEmpty();
        return isOther ? other.map(PriceBook::bundledQuote) : one.map(PriceBook::publishedQuote);
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
     * @param published whether it came by {@code gleaner.prices}, and not with the analyzer
     */
    public record Quote(Price price, boolean published) {

        /** A price that was confirmed longer ago may have changed since. */
        private static final long DAYS = 90;

        /** From when it is, who says so where the analyzer does not bring it, and whether it is old as of a day: for a person. */
        String dated(LocalDate day) {
            String source = published ? ", " + price.source() : "";
            boolean isOld = ChronoUnit.DAYS.between(price.validFrom(), day) > DAYS;
            return price.validFrom() + source + (isOld ? ", older than " + DAYS + " days" : "");
        }

        /** USD, in digits. */
        String amount() {
            return price.amount().stripTrailingZeros().toPlainString();
        }
    }
}
