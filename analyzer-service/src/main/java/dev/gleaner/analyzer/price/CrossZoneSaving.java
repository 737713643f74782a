package dev.gleaner.analyzer.price;

import dev.gleaner.analyzer.profile.listed.Crossings;
import dev.gleaner.analyzer.profile.listed.Flow;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.price.PriceKey;
import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * What bytes between zones cost: the sender pays for them and so does the receiver, while flow logs are counted at the sender.
 * How much of it has to cross zones is not known, so that the lowest estimate is nothing.
 *
 * @param hours over which the bytes are summed up
 */
public record CrossZoneSaving(PriceBook prices, int hours) implements Savings<Crossings> {

    private static final int ENDS = 2;

    @Override
    public Saving of(Crossings crossings, double part, LocalDate day) {
        Flow across = crossings.to(Crossings.OTHER_ZONE, hours);
        PriceKey key = new PriceKey("ec2", "transfer-cross-zone", crossings.region(), "", "", "gb");
        return Charge.of(
                        prices,
                        key,
                        ENDS * across.perMonth(hours),
                        "a month between zones, out of one and into another:",
                        day)
                .map(charge -> Saving.priced(charge.amount(), BigDecimal.ZERO, charge.amount(), charge.basis()))
                .orElseGet(() -> Saving.unpriced("no price known for transfer between zones of " + crossings.region()));
    }
}
