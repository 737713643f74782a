package dev.gleaner.local.estate.saving;

import dev.gleaner.local.estate.bill.EstatePrices;
import dev.gleaner.local.estate.kind.EstateAddress;
import dev.gleaner.local.estate.kind.EstateKind;
import dev.gleaner.local.estate.kind.KindRegistry;
import java.time.Instant;
import java.util.Optional;

/** The dollars of the expected findings on addresses: the time of an unused one costs as much as that of a used one. */
final class AddressSavingCalculator implements KindSavingCalculator<EstateAddress> {

    private final EstatePrices prices;

    AddressSavingCalculator(EstatePrices prices) {
        this.prices = prices;
    }

    @Override
    public EstateKind<EstateAddress> kind() {
        return KindRegistry.ADDRESSES;
    }

    @Override
    public Optional<ExpectedSaving> of(String rule, String name, EstateAddress address, Instant evaluated) {
        return rule.equals(ExpectedSavingCalculator.FORGOTTEN_STORAGE)
                ? prices.of(address.region(), "public-ipv4")
                        .map(price -> ExpectedSaving.exactly(price.multiply(EstatePrices.HOURS_PER_MONTH)))
                : Optional.empty();
    }
}
