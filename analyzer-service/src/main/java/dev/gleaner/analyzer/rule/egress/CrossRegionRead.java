package dev.gleaner.analyzer.rule.egress;

import dev.gleaner.analyzer.cost.BilledUnits;
import dev.gleaner.analyzer.profile.inventory.PrefixReads;
import dev.gleaner.analyzer.profile.inventory.PrefixSnapshot;
import dev.gleaner.analyzer.profile.inventory.TrafficRoute;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.RuleNumbers;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A prefix that is read from outside the region of its bucket. Reads from an unknown region are shown but not counted.
 *
 * @param limit above which the prefix is reported
 */
public record CrossRegionRead(int hours, TrafficLimit limit, int effortMinutes) implements Rule<PrefixSnapshot> {

    static final String NAME = "cross-region-read";

    /** The rule as configured. */
    public static CrossRegionRead of(CrossRegionReadConfig config) {
        return new CrossRegionRead(
                RuleNumbers.hours(config.window()),
                new TrafficLimit(config.minimum(), config.bytesPerMonth()),
                RuleNumbers.minutes(config.effort()));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int step() {
        return 3;
    }

    @Override
    public Verdict evaluate(PrefixSnapshot prefix) {
        if (prefix.bucket().facts() == null) {
            return new Verdict.Nothing("its bucket is not listed");
        }
        PrefixReads reads = prefix.reads(hours);
        Optional<BigDecimal> cost = BilledUnits.cost(transfer(prefix.region(), reads), prefix.prices());
        if (!limit.isExceeded(reads.elsewhere().perMonth(hours), cost)) {
            return new Verdict.Nothing("reads of it from elsewhere do not exceed the limit");
        }
        return new Verdict.Found(() -> evidence(prefix, reads, cost), () -> remedies(prefix.region(), reads));
    }

    private List<BilledUnits> transfer(String home, PrefixReads reads) {
        List<BilledUnits> units = new ArrayList<>();
        reads.byRegion().forEach((region, volume) -> {
            BigDecimal gigabytes = BilledUnits.gigabytes(Math.round(volume.perMonth(hours)));
            if (region.equals(TrafficRoute.INTERNET)) {
                units.addAll(InternetTiers.between(home, BigDecimal.ZERO, gigabytes));
            } else {
                units.add(BilledUnits.of("s3", "transfer-cross-region", home, "gb", gigabytes, "GB to " + region));
            }
        });
        return units;
    }

    private List<Evidence> evidence(PrefixSnapshot prefix, PrefixReads reads, Optional<BigDecimal> cost) {
        TrafficEvidence flows = new TrafficEvidence(prefix.bucket(), hours);
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(limit.evidence(flows.perMonth("read from elsewhere", reads.elsewhere()), cost));
        evidence.add(flows.perMonth("read from elsewhere a month", reads.elsewhere()));
        reads.byRegion()
                .forEach((region, trafficVolume) -> evidence.add(flows.total("read from " + region, trafficVolume)));
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
        if (reads.byRegion().containsKey(TrafficRoute.INTERNET)) {
            remedies.add(Remedy.advice("Readers on the internet: run them in " + home
                    + ", or serve them through CloudFront, to which transfer from S3 is free."));
        }
        return remedies;
    }
}
