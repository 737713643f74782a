package dev.gleaner.analyzer.price;

import dev.gleaner.analyzer.cost.MonthlyCharge;
import dev.gleaner.analyzer.cost.PriceBook;
import dev.gleaner.analyzer.profile.inventory.BucketFacts;
import dev.gleaner.analyzer.profile.inventory.PrefixReads;
import dev.gleaner.analyzer.profile.inventory.PrefixSnapshot;
import dev.gleaner.analyzer.profile.inventory.TrafficRoute;
import dev.gleaner.analyzer.profile.inventory.TrafficVolume;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.PriceKey;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;

/**
 * Estimates what reads from other regions and from the internet cost. Moving the reader saves all of it. A copy in the reader's region
 * costs storage, which the basis tells: the price of all objects of the bucket in storage class Standard. The sizes of prefixes and of
 * other storage classes are not known.
 *
 * @param hours number of hours over which reads are summed
 */
public record ReadSavingEstimator(PriceBook prices, int hours) implements SavingEstimator<PrefixSnapshot> {

    private static final String MONTH = "a month's transfer: ";

    @Override
    public Saving estimate(PrefixSnapshot prefix, double part, LocalDate day) {
        PrefixReads reads = prefix.reads(hours);
        String home = prefix.region();
        MonthlyCharge transfer = MonthlyCharge.NONE;
        for (Map.Entry<String, TrafficVolume> read : reads.byRegion().entrySet()) {
            Optional<MonthlyCharge> charge =
                    transfer(home, read.getKey(), read.getValue().perMonth(hours), day);
            if (charge.isEmpty()) {
                return Saving.unpriced("no price known for transfer from S3 in " + home + " to " + read.getKey());
            }
            transfer = transfer.plus(charge.get());
        }
        return reads.regions().isEmpty()
                ? Saving.priced(transfer.amount(), BigDecimal.ZERO, transfer.amount(), MONTH + transfer.basis())
                : saving(transfer, copies(prefix, reads, day));
    }

    private Optional<MonthlyCharge> transfer(String home, String reader, double bytes, LocalDate day) {
        if (reader.equals(TrafficRoute.INTERNET)) {
            return new InternetTransferTiers(prices, "s3").charge(home, bytes, day);
        }
        PriceKey key = new PriceKey("s3", "transfer-cross-region", home, "", "", "gb");
        return MonthlyCharge.of(prices.on(day), key, bytes, "to " + reader);
    }

    /** One in each region that reads, at the price of the region of the bucket where that of the copy is not known. */
    private Optional<MonthlyCharge> copies(PrefixSnapshot prefix, PrefixReads reads, LocalDate day) {
        BucketFacts bucket = prefix.bucket().facts();
        Long size = bucket == null ? null : bucket.size();
        Optional<MonthlyCharge> sum = Optional.of(MonthlyCharge.NONE);
        for (String region : reads.regions()) {
            Optional<MonthlyCharge> copy =
                    size == null ? Optional.empty() : copy(region, prefix.region(), (double) size, day);
            sum = sum.flatMap(known -> copy.map(known::plus));
        }
        return sum;
    }

    private Optional<MonthlyCharge> copy(String region, String home, double size, LocalDate day) {
        return MonthlyCharge.of(prices.on(day), standard(region), size, region)
                .or(() -> MonthlyCharge.of(
                        prices.on(day), standard(home), size, region + ", at the price of " + home + ","));
    }

    private static PriceKey standard(String region) {
        return new PriceKey("s3", "standard", region, "", "", "gb-month");
    }

    private static Saving saving(MonthlyCharge transfer, Optional<MonthlyCharge> copies) {
        String copy = copies.map(known -> "; a copy of the bucket's Standard storage costs " + cents(known)
                        + " a month (" + known.basis() + ")")
                .orElse("; the cost of a copy is not known");
        return Saving.priced(transfer.amount(), transfer.amount(), transfer.amount(), MONTH + transfer.basis() + copy);
    }

    private static String cents(MonthlyCharge charge) {
        return charge.amount().setScale(2, RoundingMode.HALF_UP).toPlainString();
    }
}
