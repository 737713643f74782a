package dev.gleaner.analyzer.price;

import dev.gleaner.analyzer.cost.InstanceTariff;
import dev.gleaner.analyzer.cost.PriceBook;
import dev.gleaner.analyzer.profile.instance.InstanceSnapshot;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Saving;
import java.time.LocalDate;

/**
 * Saving for what a rule found about an instance: of a stopped one what its volumes and addresses cost, of a running one its hours,
 * or the difference to those of another type.
 */
public final class InstanceFindingEstimator implements SavingEstimator<InstanceSnapshot> {

    private final PriceBook prices;
    private final StorageSavingEstimator storage;

    /** With these prices. */
    public InstanceFindingEstimator(PriceBook prices) {
        this.prices = prices;
        this.storage = new StorageSavingEstimator(prices);
    }

    @Override
    public Saving estimate(InstanceSnapshot input, double part, LocalDate day) {
        if (input.facts().hasStopped()) {
            return part == 0
                    ? storage.addressesOfStopped(input.facts(), input.region(), day)
                    : storage.stoppedInstance(input.facts(), input.region(), day);
        }
        return InstanceTariff.of(input).stopped(prices.on(day), part);
    }

    @Override
    public Saving estimate(InstanceSnapshot input, Verdict.Found found, LocalDate day) {
        String replacement = found.replacement();
        return replacement == null
                ? estimate(input, found.part(), day)
                : InstanceTariff.of(input).difference(prices.on(day), replacement);
    }
}
