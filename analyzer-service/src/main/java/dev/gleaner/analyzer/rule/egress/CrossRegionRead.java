package dev.gleaner.analyzer.rule.egress;

import dev.gleaner.analyzer.cost.BilledQuantity;
import dev.gleaner.analyzer.cost.DatedPrices;
import dev.gleaner.analyzer.cost.MonthlyCharge;
import dev.gleaner.analyzer.cost.TransferTariff;
import dev.gleaner.analyzer.profile.history.CounterKey;
import dev.gleaner.analyzer.profile.inventory.BucketFacts;
import dev.gleaner.analyzer.profile.inventory.PrefixReads;
import dev.gleaner.analyzer.profile.inventory.PrefixSnapshot;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.RuleName;
import dev.gleaner.analyzer.rule.RuleNumbers;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.Saving;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A prefix that is read from outside the region of its bucket. Reads from an unknown region are shown but not counted.
 *
 * @param limit above which the prefix is reported
 */
public record CrossRegionRead(int hours, TrafficLimit limit, int effortMinutes) implements Rule<PrefixSnapshot> {

    static final RuleName NAME = new RuleName("cross-region-read", 3);

    /** The rule as configured. */
    public static CrossRegionRead of(CrossRegionReadConfig config) {
        return new CrossRegionRead(
                RuleNumbers.hours(config.window()),
                new TrafficLimit(config.minimum(), config.bytesPerMonth()),
                RuleNumbers.minutes(config.effort()));
    }

    @Override
    public RuleName ruleName() {
        return NAME;
    }

    @Override
    public Verdict evaluate(PrefixSnapshot prefix) {
        if (prefix.bucket().facts() == null) {
            return new Verdict.Nothing("its bucket is not listed");
        }
        PrefixReads reads = prefix.reads(hours);
        Map<String, List<BilledQuantity>> billed = billed(prefix.region(), reads);
        Optional<BigDecimal> cost = BilledQuantity.cost(
                billed.values().stream().flatMap(List::stream).toList(), prefix.prices());
        if (!limit.isExceeded(reads.elsewhere().perMonth(hours), cost)) {
            return new Verdict.Nothing("reads of it from elsewhere do not exceed the limit");
        }
        return new Verdict.Found(
                () -> evidence(prefix, reads, cost),
                () -> remedies(prefix.region(), reads),
                prices -> saving(prices, prefix, reads, billed));
    }

    /** A month's transfer, by where it is read. */
    private Map<String, List<BilledQuantity>> billed(String home, PrefixReads reads) {
        Map<String, List<BilledQuantity>> billed = new LinkedHashMap<>();
        reads.byRegion().forEach((region, volume) -> {
            BigDecimal gigabytes = BilledQuantity.gigabytes(Math.round(volume.perMonth(hours)));
            billed.put(
                    region,
                    region.equals(CounterKey.INTERNET)
                            ? TransferTariff.toInternet("s3", home, BigDecimal.ZERO, gigabytes, "to the internet")
                            : List.of(TransferTariff.toRegion(home, gigabytes, "to " + region)));
        });
        return billed;
    }

    /**
     * What reads from other regions and from the internet cost. Moving the reader saves all of it. A copy in the reader's region costs
     * storage, which the basis tells: the price of all objects of the bucket in storage class Standard. The sizes of prefixes and of other
     * storage classes are not known.
     */
    private static Saving saving(
            DatedPrices prices, PrefixSnapshot prefix, PrefixReads reads, Map<String, List<BilledQuantity>> billed) {
        MonthlyCharge transfer = MonthlyCharge.NONE;
        for (Map.Entry<String, List<BilledQuantity>> read : billed.entrySet()) {
            Optional<MonthlyCharge> charge = TransferTariff.charge(read.getValue(), prices);
            if (charge.isEmpty()) {
                return Saving.unpriced(
                        "no price known for transfer from S3 in " + prefix.region() + " to " + read.getKey());
            }
            transfer = transfer.plus(charge.get());
        }
        BigDecimal amount = transfer.amount();
        String basis = "a month's transfer: " + transfer.basis();
        if (reads.regions().isEmpty()) {
            return Saving.priced(amount, BigDecimal.ZERO, amount, basis);
        }
        String copy = copies(prices, prefix, reads)
                .map(known -> "; a copy of the bucket's Standard storage costs "
                        + known.amount().setScale(2, RoundingMode.HALF_UP).toPlainString() + " a month ("
                        + known.basis() + ")")
                .orElse("; the cost of a copy is not known");
        return Saving.priced(amount, amount, amount, basis + copy);
    }

    /** One in each region that reads, at the price of the region of the bucket where that of the copy is not known. */
    private static Optional<MonthlyCharge> copies(DatedPrices prices, PrefixSnapshot prefix, PrefixReads reads) {
        BucketFacts bucket = prefix.bucket().facts();
        Long size = bucket == null ? null : bucket.size();
        Optional<MonthlyCharge> sum = Optional.of(MonthlyCharge.NONE);
        for (String region : reads.regions()) {
            Optional<MonthlyCharge> copy =
                    size == null ? Optional.empty() : copy(prices, region, prefix.region(), size);
            sum = sum.flatMap(known -> copy.map(known::plus));
        }
        return sum;
    }

    private static Optional<MonthlyCharge> copy(DatedPrices prices, String region, String home, long size) {
        BilledQuantity there = standard(region, size, region);
        BilledQuantity here = standard(home, size, region + ", at the price of " + home + ",");
        return prices.quote(there.key())
                .map(quote -> MonthlyCharge.ofGigabytes(quote, there))
                .or(() -> prices.quote(here.key()).map(quote -> MonthlyCharge.ofGigabytes(quote, here)));
    }

    private static BilledQuantity standard(String region, long size, String what) {
        return BilledQuantity.of("s3", "standard", region, "gb-month", MonthlyCharge.gigabytes((double) size), what);
    }

    private List<Evidence> evidence(PrefixSnapshot prefix, PrefixReads reads, Optional<BigDecimal> cost) {
        TrafficEvidence flows = new TrafficEvidence(prefix.bucket(), hours);
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(limit.evidence(flows.perMonth("read from elsewhere", reads.elsewhere()), cost));
        evidence.add(flows.perMonth("read from elsewhere a month", reads.elsewhere()));
        reads.byRegion().forEach((region, counterSum) -> evidence.add(flows.total("read from " + region, counterSum)));
        evidence.add(flows.total("read from its own region", reads.home()));
        evidence.add(flows.total("read from where it is not known", reads.unknown()));
        return evidence;
    }

    private static List<Remedy> remedies(String home, PrefixReads reads) {
        Set<String> regions = reads.regions();
        List<Remedy> remedies = new ArrayList<>();
        if (!regions.isEmpty()) {
            remedies.add(Remedy.advice("Move the job that reads it from " + String.join(", ", regions) + " to " + home
                    + ", where its bucket is: the whole transfer is saved."));
            remedies.add(Remedy.advice("Or keep a copy of the prefix in " + String.join(", ", regions)
                    + " and read that: only new objects are transferred, and the copy is paid for. Both"
                    + " amounts, if known, are shown with the saving."));
        }
        if (reads.byRegion().containsKey(CounterKey.INTERNET)) {
            remedies.add(Remedy.advice("Readers on the internet: run them in " + home
                    + ", or serve them through CloudFront, to which transfer from S3 is free."));
        }
        return remedies;
    }
}
