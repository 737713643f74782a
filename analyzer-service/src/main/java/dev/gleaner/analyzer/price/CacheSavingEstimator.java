package dev.gleaner.analyzer.price;

import dev.gleaner.analyzer.cost.BilledUnits;
import dev.gleaner.analyzer.cost.MonthlyCharge;
import dev.gleaner.analyzer.cost.PriceBook;
import dev.gleaner.analyzer.cost.Prices;
import dev.gleaner.analyzer.profile.inventory.PrefixReuseSnapshot;
import dev.gleaner.analyzer.profile.reuse.PrefixReuse;
import dev.gleaner.analyzer.rule.egress.CachedReads;
import dev.gleaner.contracts.finding.Saving;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * Estimates what a cache at the knee of the miss ratio curve avoids: transfer to other regions and the internet, and requests. One gp3
 * volume for the cache in each region that reads is in the basis.
 */
public record CacheSavingEstimator(PriceBook prices) implements SavingEstimator<PrefixReuseSnapshot> {

    @Override
    public Saving estimate(PrefixReuseSnapshot input, double part, LocalDate day) {
        PrefixReuse reuse = input.reuse();
        PrefixReuse.CacheSize knee = reuse == null ? null : reuse.knee().orElse(null);
        if (reuse == null || knee == null) {
            return Saving.unpriced("no cache is known that avoids enough of its reads");
        }
        CachedReads reads = CachedReads.of(reuse, input.region(), input.lastFinalDay());
        Optional<MonthlyCharge> avoided = charge(reads.avoidedBy(knee), day);
        if (avoided.isEmpty()) {
            return Saving.unpriced("no price known for transfer or requests of S3 in " + input.region());
        }
        BigDecimal amount = avoided.get().amount();
        Optional<MonthlyCharge> caches = charge(reads.volumes(knee), day);
        String cost = caches.map(known -> "; a cache costs "
                        + known.amount().setScale(2, RoundingMode.HALF_UP).toPlainString() + " a month ("
                        + known.basis() + "), on each host that has one")
                .orElse("; the cost of a cache is not known");
        return Saving.priced(
                amount, amount, amount, "avoided a month: " + avoided.get().basis() + cost);
    }

    private Optional<MonthlyCharge> charge(List<BilledUnits> all, LocalDate day) {
        MonthlyCharge sum = MonthlyCharge.NONE;
        for (BilledUnits billed : all) {
            Optional<Prices.Quote> quote = prices.on(day).quote(billed.key());
            if (quote.isEmpty()) {
                return Optional.empty();
            }
            sum = sum.plus(MonthlyCharge.of(quote.get(), billed));
        }
        return Optional.of(sum);
    }
}
