package dev.gleaner.analyzer.rule.storage;

import dev.gleaner.analyzer.cost.BilledQuantity;
import dev.gleaner.analyzer.cost.DatedPrices;
import dev.gleaner.analyzer.cost.MonthlyCharge;
import dev.gleaner.analyzer.rule.storage.schedule.StorageClass;
import dev.gleaner.analyzer.rule.storage.schedule.StoragePrices;
import dev.gleaner.contracts.finding.Saving;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What checkpoints cost that expire, by storage class. Low: without INTELLIGENT_TIERING, as it is not known in which of its tiers they are.
 * Objects that are deleted before the minimum duration of their class are billed until its end.
 */
final class CheckpointSaving {

    private CheckpointSaving() {}

    /**
     * The saving of some bytes of a region.
     *
     * @param bytes by storage class, as the provider names it
     */
    static Saving of(DatedPrices prices, Map<String, Long> bytes, String region) {
        MonthlyCharge high = MonthlyCharge.NONE;
        BigDecimal low = BigDecimal.ZERO;
        List<String> unknown = new ArrayList<>();
        for (Map.Entry<String, Long> stored : bytes.entrySet()) {
            Optional<StorageClass> storageClass = StorageClass.of(stored.getKey());
            Optional<DatedPrices.Quote> quote =
                    storageClass.flatMap(known -> prices.quote(StoragePrices.storageKey(known, region)));
            if (quote.isEmpty()) {
                unknown.add(stored.getKey());
                continue;
            }
            MonthlyCharge charge = MonthlyCharge.of(
                    quote.get(),
                    new BilledQuantity(
                            quote.get().price().key(),
                            BilledQuantity.gibibytes(stored.getValue()),
                            "checkpoints in " + stored.getKey() + " GB"));
            high = high.plus(charge);
            low = storageClass.get() == StorageClass.INTELLIGENT_TIERING ? low : low.add(charge.amount());
        }
        if (unknown.size() == bytes.size()) {
            return Saving.unpriced("no price known for the storage classes " + String.join(", ", unknown));
        }
        return Saving.priced(
                high.amount(),
                low,
                high.amount(),
                high.basis()
                        + (unknown.isEmpty()
                                ? ""
                                : "; without those in " + String.join(", ", unknown) + ", whose price is not known"));
    }
}
