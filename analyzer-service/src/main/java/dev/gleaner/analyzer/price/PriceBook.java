package dev.gleaner.analyzer.price;

import dev.gleaner.contracts.price.Price;
import dev.gleaner.contracts.price.PriceKey;
import java.time.LocalDate;
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
        List<Price> overlaid = overlay.of(key);
        List<Price> known = catalogue.of(key);
        return latest(overlaid, day)
                .map(PriceBook::told)
                .or(() -> latest(known, day).map(PriceBook::bundled))
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
        return isOther ? other.map(PriceBook::bundled) : one.map(PriceBook::told);
    }

    private static Quote told(Price price) {
        return new Quote(price, true);
    }

    private static Quote bundled(Price price) {
        return new Quote(price, false);
    }
}
