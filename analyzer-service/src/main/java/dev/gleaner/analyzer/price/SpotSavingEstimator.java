package dev.gleaner.analyzer.price;

import dev.gleaner.analyzer.cost.PriceBook;
import dev.gleaner.analyzer.cost.Prices;
import dev.gleaner.analyzer.rule.training.SpotMove;
import dev.gleaner.contracts.finding.Saving;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;

/** What a training run would save on Spot instances, or on those that it has, with closer checkpoints. */
public record SpotSavingEstimator(PriceBook prices) {

    /**
     * The hours of training at the on-demand price, less the hours that are billed on Spot for them. Low is 0, as commitments may cover the on-demand
     * instance.
     */
    public Saving toSpot(SpotMove move, LocalDate day) {
        Optional<Prices.Quote> onDemand = prices.on(day).quote(move.onDemandPrice());
        Optional<Prices.Quote> spot = prices.on(day).quote(move.spotPrice());
        if (onDemand.isEmpty() || spot.isEmpty()) {
            return Saving.unpriced(
                    "no price known for " + (onDemand.isEmpty() ? move.onDemandPrice() : move.spotPrice()).text());
        }
        BigDecimal hours = BigDecimal.valueOf(move.hoursPerMonth());
        BigDecimal saved = onDemand.get()
                .price()
                .amount()
                .subtract(spot.get().price().amount().multiply(BigDecimal.valueOf(move.stretch())))
                .multiply(hours)
                .max(BigDecimal.ZERO);
        return Saving.priced(
                saved,
                BigDecimal.ZERO,
                saved,
                String.format(
                        Locale.ROOT,
                        "%.1f h of training a month on demand %s %s/h, %s, less %.4f h on Spot for each at %s/h, %s",
                        move.hoursPerMonth(),
                        move.type(),
                        onDemand.get().amount(),
                        onDemand.get().dated(),
                        move.stretch(),
                        spot.get().amount(),
                        spot.get().dated()));
    }

    /** The Spot hours that are no longer billed. Low is 0, as the rate of interruptions is that of all users of the type. */
    public Saving onSpot(SpotMove move, LocalDate day) {
        return prices.on(day).quote(move.spotPrice())
                .map(spot -> {
                    BigDecimal saved = spot.price()
                            .amount()
                            .multiply(BigDecimal.valueOf(move.hoursPerMonth()))
                            .multiply(BigDecimal.valueOf(move.stretch()));
                    return Saving.priced(
                            saved,
                            BigDecimal.ZERO,
                            saved,
                            String.format(
                                    Locale.ROOT,
                                    "%.1f h of training a month x %.6f h that are computed again x Spot %s %s/h, %s",
                                    move.hoursPerMonth(),
                                    move.stretch(),
                                    move.type(),
                                    spot.amount(),
                                    spot.dated()));
                })
                .orElseGet(() ->
                        Saving.unpriced("no price known for " + move.spotPrice().text()));
    }
}
