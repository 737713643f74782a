package dev.gleaner.analyzer.rule.instance;

import dev.gleaner.analyzer.cost.InstanceTariff;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.instance.CpuMaximaHistogram;
import dev.gleaner.analyzer.profile.instance.InstanceDays;
import dev.gleaner.analyzer.profile.instance.InstanceFacts;
import dev.gleaner.analyzer.profile.instance.InstanceMemory;
import dev.gleaner.analyzer.profile.instance.InstanceSnapshot;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.RuleName;
import dev.gleaner.analyzer.rule.RuleNumbers;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.analyzer.rule.instance.size.InstanceSize;
import dev.gleaner.analyzer.rule.instance.size.SizeLimits;
import dev.gleaner.analyzer.rule.instance.size.SmallerSizes;
import dev.gleaner.contracts.finding.DataSource;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A running instance that would fit on a smaller type of its family: the 99th percentile of the maxima of its CPU in five minutes,
 * over the last 14 days that have ended, stays below a limit when it is projected onto the vCPUs of that type, and so does the network
 * of its busiest hour, and its memory where the CloudWatch agent reports it. An instance that another rule finds is left to that rule. As long as that rule lacks data to tell, it is not known
 * whether this one may find it; the other rule reports what is missing.
 *
 * @param limits of the condition
 * @param sizes that may be proposed for a type
 * @param others rules by which an instance is not needed at all, or only at times; they come first
 * @param work definition of measured hours
 */
record OversizedInstance(
        SizeLimits limits,
        SmallerSizes sizes,
        List<Rule<InstanceSnapshot>> others,
        WorkHours.Limits work,
        InstanceRemedies remedies,
        int effortMinutes)
        implements Rule<InstanceSnapshot> {

    static final RuleName NAME = new RuleName("oversized-instance", 5);

    private static final int PERCENTILE = SizeLimits.PERCENTILE;
    private static final int HOURS = SizeLimits.HOURS;
    private static final int PERIODS = SizeLimits.PERIODS;

    /** Periods that may have a greater maximum than the percentile (nearest rank), if all are known. */
    private static final int PERIODS_ABOVE = PERIODS * (100 - PERCENTILE) / 100;

    OversizedInstance {
        others = List.copyOf(others);
    }

    @Override
    public RuleName ruleName() {
        return NAME;
    }

    @Override
    public int hours() {
        return HOURS;
    }

    @Override
    public boolean usesGpuReadings() {
        return true;
    }

    @Override
    public @Nullable String notApplicable(InstanceSnapshot snapshot) {
        String reason = Rule.super.notApplicable(snapshot);
        return reason != null ? reason : sizes.obstacle(snapshot.facts());
    }

    /**
     * As long as too many hours of the window reach a maximum that does not fit on any smaller type. The window moves by whole days,
     * so that it contains at least the hours of the days that have ended of as many last hours.
     */
    @Override
    public @Nullable Hour certainlyNothingThrough(InstanceSnapshot snapshot) {
        double[] maxima = snapshot.hours(HOURS).cpuMaxima();
        Hour from = snapshot.hour().plus(1L - HOURS);
        long ended = snapshot.hour().plus(1).day() * Hour.PER_DAY;
        int high = 0;
        for (int index = HOURS - 1; index >= 0; index--) {
            if (from.number() + index < ended && maxima[index] >= limits.neverFitting()) {
                high++;
                if (high > PERIODS_ABOVE) {
                    return from.plus(index + HOURS - 1L);
                }
            }
        }
        return null;
    }

    @Override
    public int limitsHash() {
        return Double.hashCode(limits.neverFitting());
    }

    @Override
    public Verdict evaluate(InstanceSnapshot snapshot) {
        InstanceFacts facts = snapshot.facts();
        if (!facts.runs()) {
            return new Verdict.Nothing("it is not known to run");
        }
        if (!snapshot.isOlderThan(Duration.ofHours(HOURS))) {
            return new Verdict.Nothing("it is younger than " + InstanceDays.DAYS_OF_MAXIMA + " days");
        }
        String obstacle = sizes.obstacle(facts);
        if (obstacle != null) {
            return new Verdict.Nothing(obstacle);
        }
        InstanceSize size = sizes.of(facts).orElseThrow();
        CpuMaximaHistogram maxima = snapshot.days().maxima();
        if (maxima.isEmpty()) {
            return new Verdict.Nothing("no maxima of its CPU are known");
        }
        InstanceSize target = sizes.smaller(size).get(0);
        int percentile = maxima.percentile(PERCENTILE);
        if (!limits.fits(percentile, size, target)) {
            return new Verdict.Nothing(String.format(
                    Locale.ROOT,
                    "on a %s its CPU would reach %.0f %%",
                    target.type(),
                    limits.projected(percentile, size, target)));
        }
        List<String> missing = new ArrayList<>();
        for (Rule<InstanceSnapshot> other : others) {
            Verdict verdict = other.evaluate(snapshot);
            if (verdict instanceof Verdict.Found) {
                return new Verdict.Nothing("it is found by " + other.name());
            }
            if (verdict instanceof Verdict.Insufficient insufficient) {
                insufficient.missing().forEach(line -> missing.add(other.name() + ": " + line));
            }
        }
        return evaluate(snapshot, size, target, new Use(snapshot, maxima), missing);
    }

    /**
     * Gaps matter only if what is known would fit.
     *
     * @param missingOfOthers what the other rules lack to tell whether they find it
     */
    private Verdict evaluate(
            InstanceSnapshot snapshot, InstanceSize size, InstanceSize target, Use use, List<String> missingOfOthers) {
        if (target.networkMbits() >= 0 && use.networkMbits() > limits.utilization() / 100 * target.networkMbits()) {
            return new Verdict.Nothing("its network would not fit on a " + target.type());
        }
        Memory memory = new Memory(snapshot, size, target);
        if (memory.projected() >= limits.utilization()) {
            return new Verdict.Nothing(String.format(
                    Locale.ROOT, "on a %s its memory would reach %.0f %%", target.type(), memory.projected()));
        }
        if (!missingOfOthers.isEmpty()) {
            return new Verdict.Insufficient(missingOfOthers, true);
        }
        List<String> missing = new ArrayList<>();
        if (!limits.isCovered(use.periods())) {
            missing.add(limits.gap("five minutes of CPUUtilization", use.periods(), PERIODS));
        }
        if (use.networkHours() < limits.coverage() * HOURS) {
            missing.add(limits.gap("hours of NetworkIn and NetworkOut", use.networkHours(), HOURS));
        }
        if (sizes.hasMuchMemory(size) && !memory.isKnown()) {
            missing.add(String.format(
                    Locale.ROOT,
                    "memory: %d of %d days are known, %d needed, as %s types are chosen for their memory",
                    memory.days(),
                    InstanceDays.DAYS_OF_MAXIMA,
                    limits.memoryDays(),
                    size.family()));
        }
        if (!missing.isEmpty()) {
            Verdict.Insufficient verdict = new Verdict.Insufficient(missing);
            return missing.size() == 1 && memory.isOff()
                    ? verdict.settledBy(
                            List.of(new Finding.MissingSource(DataSource.CLOUDWATCH_AGENT, 1.0)),
                            prices -> InstanceTariff.of(snapshot).difference(prices, target.type()))
                    : verdict;
        }
        return new Verdict.Found(
                () -> evidence(size, target, use, memory),
                () -> List.of(remedies.resize(snapshot, target, memory.isKnown())),
                prices -> InstanceTariff.of(snapshot).difference(prices, target.type()));
    }

    private List<Evidence> evidence(InstanceSize size, InstanceSize target, Use use, Memory memory) {
        double coverage = RuleNumbers.to3((double) use.periods() / PERIODS);
        List<Evidence> evidence = new ArrayList<>(List.of(
                new Evidence(
                        "99th percentile of CPU maxima", use.percentile(), "percent", null, use.periods(), coverage),
                new Evidence(
                        "CPU on a " + target.type(),
                        RuleNumbers.to3(limits.projected(use.percentile(), size, target)),
                        "percent",
                        limits.utilization(),
                        use.periods(),
                        coverage)));
        if (target.networkMbits() >= 0) {
            evidence.add(new Evidence(
                    "network of the busiest hour",
                    RuleNumbers.to3(use.networkMbits()),
                    "Mbit/s",
                    RuleNumbers.to3(limits.utilization() / 100 * target.networkMbits()),
                    use.networkHours(),
                    RuleNumbers.to3((double) use.networkHours() / HOURS)));
        }
        memory.addTo(evidence);
        return evidence;
    }

    /**
     * Used memory in the window. As far as it is known it has to fit; only enough of it shows that it does. The share that Windows
     * commits is one of memory and page file together, so that it shows only that it does not.
     */
    private final class Memory {

        private static final String WINDOWS = "Windows";

        private final InstanceMemory used;
        private final String target;
        private final double projected;
        private final int days;
        private final boolean isTold;

        Memory(InstanceSnapshot snapshot, InstanceSize size, InstanceSize target) {
            String platform = snapshot.facts().platform();
            this.used = snapshot.memory();
            this.target = target.type();
            this.projected = limits.projectedMemory(used.percentile(), size, target);
            this.isTold = platform != null && !platform.startsWith(WINDOWS);
            this.days = isTold ? used.days() : 0;
        }

        /** Percent of the memory of the smaller type; 0 if nothing is known. */
        double projected() {
            return projected;
        }

        /** Days whose memory is known. */
        int days() {
            return days;
        }

        /** Whether there is no agent that would tell it. */
        boolean isOff() {
            return isTold && !isKnown() && used.hours() == 0;
        }

        boolean isKnown() {
            return days >= limits.memoryDays();
        }

        void addTo(List<Evidence> evidence) {
            double coverage = RuleNumbers.to3((double) used.hours() / HOURS);
            if (isKnown()) {
                evidence.add(new Evidence(
                        "99th percentile of used memory", used.percentile(), "percent", null, used.hours(), coverage));
                evidence.add(new Evidence(
                        "memory on a " + target,
                        RuleNumbers.to3(projected),
                        "percent",
                        limits.utilization(),
                        used.hours(),
                        coverage));
            }
            evidence.add(new Evidence(
                    Evidence.MEMORY_DAYS, days, "days", (double) limits.memoryDays(), used.hours(), coverage));
        }
    }

    /** What is measured in the window. */
    private final class Use {

        private static final double MBITS_PER_BYTE_AN_HOUR = 8 / 3600.0 / 1e6;

        private final int periods;
        private final int percentile;
        private final double networkMbits;
        private final int networkHours;

        Use(InstanceSnapshot snapshot, CpuMaximaHistogram maxima) {
            WorkHours hours = snapshot.derived(work);
            this.periods = maxima.periods();
            this.percentile = maxima.percentile(PERCENTILE);
            this.networkMbits = hours.highestHour(HOURS) * MBITS_PER_BYTE_AN_HOUR;
            this.networkHours = hours.networkMeasured(HOURS);
        }

        /** Periods of five minutes with a maximum of CPU. */
        int periods() {
            return periods;
        }

        /** End of the bucket with the percentile of these maxima, percent; these are below it. */
        int percentile() {
            return percentile;
        }

        /** Both directions together. */
        double networkMbits() {
            return networkMbits;
        }

        int networkHours() {
            return networkHours;
        }
    }
}
