package dev.gleaner.analyzer.price;

import dev.gleaner.contracts.price.Price;
import dev.gleaner.contracts.price.PriceKey;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Looks a price up as of a day: the youngest one that was valid by then, else the oldest one known, as a price of later
 * tells more than none. Where two are valid from the same day, the overlay's counts.
 */
public record PriceBook(PriceSource catalogue, PriceSource overlay) {

    private static final Comparator<Price> BY_DATE = Comparator.comparing(Price::validFrom);

    /** The price as of a day; empty when unknown. */
    public Optional<Price> price(PriceKey key, LocalDate day) {
        List<Price> overlaid = overlay.of(key);
        List<Price> known = catalogue.of(key);
        Optional<Price> valid = newer(latest(overlaid, day), latest(known, day));
        return valid.or(() -> earlier(overlaid, known));
    }

    private static Optional<Price> latest(List<Price> prices, LocalDate day) {
        return prices.stream().filter(price -> !price.validFrom().isAfter(day)).max(BY_DATE);
    }

    private static Optional<Price> newer(Optional<Price> overlaid, Optional<Price> known) {
        if (overlaid.isEmpty() || known.isEmpty()) {
            return overlaid.or(() -> known);
        }
        return BY_DATE.compare(known.get(), overlaid.get()) > 0 ? known : overlaid;
    }

    private static Optional<Price> earlier(List<Price> overlaid, List<Price> known) {
        Optional<Price> one = overlaid.stream().min(BY_DATE);
        Optional<Price> other = known.stream().min(BY_DATE);
        if (one.isEmpty() || other.isEmpty()) {
            return one.or(() -> other);
        }
        return BY_DATE.compare(other.get(), one.get()) < 0 ? other : one;
    }
}
