package dev.gleaner.analyzer.cost;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.contracts.resource.Price;
import dev.gleaner.contracts.resource.PriceKey;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

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

    /** Its prices as of a day. */
    public DatedPrices on(LocalDate day) {
        return new DatedPrices(this, day);
    }

    /** Its prices as of the day of an hour. */
    public DatedPrices on(Hour hour) {
        return on(LocalDate.ofEpochDay(hour.day()));
    }

    Optional<DatedPrices.Quote> price(PriceKey key, LocalDate day) {
        List<Price> published = overlay.pricesOf(key);
        List<Price> bundled = catalogue.pricesOf(key);
        return latest(published, day)
                .map(price -> new DatedPrices.Quote(price, true, day))
                .or(() -> latest(bundled, day).map(price -> new DatedPrices.Quote(price, false, day)))
                .or(() -> earliest(published, bundled, day));
    }

    private static Optional<Price> latest(List<Price> prices, LocalDate day) {
        return prices.stream().filter(price -> !price.validFrom().isAfter(day)).max(BY_DATE);
    }

    private static Optional<DatedPrices.Quote> earliest(List<Price> published, List<Price> bundled, LocalDate day) {
        Optional<Price> first = published.stream().min(BY_DATE);
        Optional<Price> other = bundled.stream().min(BY_DATE);
        boolean isBundled = other.isPresent()
                && first.filter(price -> BY_DATE.compare(price, other.get()) <= 0)
                        .isEmpty();
        return isBundled
                ? other.map(price -> new DatedPrices.Quote(price, false, day))
                : first.map(price -> new DatedPrices.Quote(price, true, day));
    }
}
