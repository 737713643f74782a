package dev.gleaner.analyzer.rule.egress;

import dev.gleaner.analyzer.profile.inventory.PrefixReads;
import dev.gleaner.analyzer.profile.inventory.PrefixSnapshot;
import dev.gleaner.analyzer.profile.inventory.TrafficRoute;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.RuleNumbers;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A prefix that is read from outside the region of its bucket. Reads from an unknown region are shown but not counted.
 *
 * @param bytesPerMonth above which the prefix is reported
 */
public record CrossRegionRead(int hours, double bytesPerMonth, int effortMinutes) implements Rule<PrefixSnapshot> {

    static final String NAME = "cross-region-read";

    /** The rule as configured. */
    public static CrossRegionRead of(CrossRegionReadConfig config) {
        return new CrossRegionRead(
                RuleNumbers.hours(config.window()), config.bytesPerMonth(), RuleNumbers.minutes(config.effort()));
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
        if (!(reads.elsewhere().perMonth(hours) > bytesPerMonth)) {
            return new Verdict.Nothing("reads of it from elsewhere do not exceed the limit");
        }
        return new Verdict.Found(() -> evidence(prefix, reads), () -> remedies(prefix.region(), reads));
    }

    private List<Evidence> evidence(PrefixSnapshot prefix, PrefixReads reads) {
        TrafficEvidence flows = new TrafficEvidence(prefix.bucket(), hours);
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(flows.perMonth("read from elsewhere a month", reads.elsewhere(), bytesPerMonth));
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
