package dev.gleaner.analyzer.rule.instance;

import dev.gleaner.analyzer.profile.Gauge;
import dev.gleaner.analyzer.profile.MetricWindow;
import dev.gleaner.analyzer.profile.Snapshot;
import dev.gleaner.analyzer.rule.Rounded;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Evidence;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A running instance that is quiet on average but works at times, in each of the last two windows of the idle rule: it
 * need not run in between.
 *
 * @param mean CPU over both windows, percent, below which it is quiet on average
 * @param limits of the idle rule: what is work
 */
record SporadicInstance(double mean, IdleLimits limits, Cards cards, InstanceRemedies remedies, int effortMinutes)
        implements Rule<Snapshot> {

    static final String NAME = "sporadic-instance";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int step() {
        return 1;
    }

    @Override
    public int hours() {
        return 2 * limits.hours();
    }

    @Override
    public Verdict judge(Snapshot snapshot) {
        if (!snapshot.facts().runs()) {
            return new Verdict.Nothing("it is not known to run");
        }
        if (!snapshot.isOlderThan(limits.window().multipliedBy(2))) {
            return new Verdict.Nothing(
                    "it is younger than " + limits.window().multipliedBy(2).toDays() + " days");
        }
        MetricWindow both = snapshot.window(Gauge.CPU, hours());
        MetricWindow before = both.part(0, limits.hours());
        MetricWindow last = both.part(limits.hours(), limits.hours());
        CpuUse all = CpuUse.of(both, limits);
        if (!(all.mean() < mean)) {
            return new Verdict.Nothing("its mean CPU is not low");
        }
        return judge(snapshot, all, before, last);
    }

    /** Gaps matter only where there was work at all: an instance that never worked is the idle rule's. */
    private Verdict judge(Snapshot snapshot, CpuUse all, MetricWindow before, MetricWindow last) {
        CpuUse beforeUse = CpuUse.of(before, limits);
        CpuUse lastUse = CpuUse.of(last, limits);
        if (!beforeUse.isWork(limits) && !lastUse.isWork(limits)) {
            return new Verdict.Nothing("it did not work");
        }
        CardUse cardUse = cards.use(snapshot, hours());
        if (cardUse.activeHours() > 0) {
            return new Verdict.Nothing("its cards worked in " + cardUse.activeHours() + " hours");
        }
        List<String> missing = missing(beforeUse, lastUse);
        missing.addAll(cards.missing(snapshot.facts(), cardUse));
        if (!missing.isEmpty()) {
            return new Verdict.Insufficient(missing);
        }
        if (!beforeUse.isWork(limits) || !lastUse.isWork(limits)) {
            return new Verdict.Nothing("it worked in one of two windows only");
        }
        WeekPattern pattern = WeekPattern.of(before, last, limits);
        return new Verdict.Found(
                evidence(all, beforeUse, lastUse),
                remedies.sporadic(snapshot.facts(), pattern),
                Rounded.to3(pattern.idlePart()));
    }

    private List<String> missing(CpuUse before, CpuUse last) {
        List<String> missing = new ArrayList<>();
        if (!before.isCovered(limits)) {
            missing.add(gap("in the window before the last", before));
        }
        if (!last.isCovered(limits)) {
            missing.add(gap("in the last window", last));
        }
        return missing;
    }

    private String gap(String where, CpuUse use) {
        return String.format(
                Locale.ROOT,
                "CPUUtilization %s: %d of %d hours, %.0f %% needed",
                where,
                use.present(),
                use.hours(),
                limits.coverage() * 100);
    }

    private List<Evidence> evidence(CpuUse all, CpuUse before, CpuUse last) {
        return List.of(
                evidence("cpu mean", Rounded.to3(all.mean()), "percent", mean, all),
                evidence("busy hours", last.busyHours(), "hours", 1.0, last),
                evidence("peak hours", last.peakHours(), "hours", limits.peaks() + 1.0, last),
                evidence("busy hours before", before.busyHours(), "hours", 1.0, before),
                evidence("peak hours before", before.peakHours(), "hours", limits.peaks() + 1.0, before));
    }

    private static Evidence evidence(String name, double value, String unit, double threshold, CpuUse use) {
        return new Evidence(name, value, unit, threshold, use.present(), Rounded.to3(use.coverage()));
    }
}
