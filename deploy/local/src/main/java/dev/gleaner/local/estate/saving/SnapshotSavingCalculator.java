package dev.gleaner.local.estate.saving;

import dev.gleaner.local.estate.bill.EstatePrices;
import dev.gleaner.local.estate.kind.EstateKind;
import dev.gleaner.local.estate.kind.EstateSnapshot;
import dev.gleaner.local.estate.kind.KindRegistry;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/** The dollars of the expected findings on snapshots: at most the size of the volume, at least nothing, as blocks that other snapshots need as well remain. */
final class SnapshotSavingCalculator implements KindSavingCalculator<EstateSnapshot> {

    private final EstatePrices prices;

    SnapshotSavingCalculator(EstatePrices prices) {
        this.prices = prices;
    }

    @Override
    public EstateKind<EstateSnapshot> kind() {
        return KindRegistry.SNAPSHOTS;
    }

    @Override
    public Optional<ExpectedSaving> of(String rule, String name, EstateSnapshot snapshot, Instant evaluated) {
        return rule.equals(ExpectedSavingCalculator.FORGOTTEN_STORAGE)
                ? prices.of(snapshot.region(), "snapshot")
                        .map(price -> ExpectedSaving.between(
                                BigDecimal.ZERO, price.multiply(BigDecimal.valueOf(snapshot.size()))))
                : Optional.empty();
    }
}
