package dev.gleaner.analyzer.price;

import dev.gleaner.analyzer.cost.MonthlyCharge;
import dev.gleaner.analyzer.cost.PriceBook;
import dev.gleaner.analyzer.profile.inventory.VpcFlowSnapshot;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Optional;

/** What the traffic of a region costs by the prices of a day. */
public record VpcFlowPrices(PriceBook prices, String region, LocalDate day) implements VpcFlowSnapshot.Prices {

    @Override
    public Optional<BigDecimal> betweenZones(double bytesPerMonth) {
        return CrossZoneSavingEstimator.charge(prices, region, bytesPerMonth, day)
                .map(MonthlyCharge::amount);
    }

    @Override
    public Optional<BigDecimal> toInternet(double bytesPerMonth) {
        return InternetEgressSavingEstimator.charge(prices, region, bytesPerMonth, day)
                .map(MonthlyCharge::amount);
    }
}
