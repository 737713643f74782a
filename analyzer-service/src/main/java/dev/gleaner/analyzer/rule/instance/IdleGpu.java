package dev.gleaner.analyzer.rule.instance;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.instance.InstanceFacts;
import dev.gleaner.analyzer.profile.instance.InstanceSnapshot;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.RuleNumbers;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A running host with idle GPUs in each hour of a window, such as one that was left running overnight. CPU and network must be
 * quiet as well: GPUs are idle while data are prepared or moved, and a stop would end that work.
 *
 * @param window hours, outside production
 * @param productionWindow hours
 * @param limits of the rule {@code idle-instance}: definition of an hour at work, and share of hours that have to be measured
 */
record IdleGpu(
        int window,
        int productionWindow,
        IdleInstance.Limits limits,
        GpuReadingPolicy gpuPolicy,
        InstanceRemedies remedies,
        int effortMinutes)
        implements Rule<InstanceSnapshot> {

    static final String NAME = "idle-gpu";

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
        return Math.max(window, productionWindow);
    }

    @Override
    public boolean requiresGpuReadings() {
        return true;
    }

    @Override
    public boolean holdsWhileGpusIdle() {
        return true;
    }

    /** Without readings there is nothing to find, until a reading comes. */
    @Override
    public @Nullable Hour certainlyNothingThrough(InstanceSnapshot snapshot) {
        return snapshot.hasReadGpus() ? null : Hour.MAX;
    }

    @Override
    public Verdict evaluate(InstanceSnapshot snapshot) {
        InstanceFacts facts = snapshot.facts();
        if (!facts.runs()) {
            return new Verdict.Nothing("it is not known to run");
        }
        if (!snapshot.hasReadGpus()) {
            return new Verdict.Nothing("none of its GPUs was read");
        }
        int hours = remedies.isProduction(facts) ? productionWindow : window;
        GpuUsage use = gpuPolicy.measure(snapshot, hours);
        if (use.activeHours() > 0) {
            return new Verdict.Nothing("its GPUs worked in " + use.activeHours() + " hours");
        }
        WorkHours work = snapshot.derived(limits.work());
        int atWork = work.atWork(hours);
        if (atWork > 0) {
            return new Verdict.Nothing("its processor or network was at work in " + atWork + " hours");
        }
        List<String> missing = missing(snapshot, use, work, hours);
        if (!missing.isEmpty()) {
            return new Verdict.Insufficient(missing);
        }
        return new Verdict.Found(() -> evidence(use, work, hours), () -> remedies(snapshot, use));
    }

    private List<String> missing(InstanceSnapshot snapshot, GpuUsage use, WorkHours work, int hours) {
        List<String> missing = new ArrayList<>(gpuPolicy.missing(snapshot, use));
        if (missing.isEmpty() && use.gpus() == 0) {
            missing.add("readings of its GPUs: none");
        }
        if (!limits.isCovered(work.cpuMeasured(hours), hours)) {
            missing.add(limits.gap("CPUUtilization", work.cpuMeasured(hours), hours));
        }
        if (!limits.isCovered(work.networkMeasured(hours), hours)) {
            missing.add(limits.gap("NetworkIn and NetworkOut", work.networkMeasured(hours), hours));
        }
        return missing;
    }

    private List<Remedy> remedies(InstanceSnapshot snapshot, GpuUsage use) {
        return use.heldHours() > 0 ? List.of(remedies.askProcessOwner()) : remedies.idleGpus(snapshot);
    }

    private static List<Evidence> evidence(GpuUsage use, WorkHours work, int hours) {
        double coverage = RuleNumbers.to3(use.coverage());
        int measured = Math.min(work.cpuMeasured(hours), work.networkMeasured(hours));
        double known = RuleNumbers.to3((double) measured / hours);
        return List.of(
                new Evidence("cards", use.gpus(), "cards", 1.0, use.present(), coverage),
                new Evidence("active hours", use.activeHours(), "hours", 1.0, use.present(), coverage),
                new Evidence("held hours", use.heldHours(), "hours", 1.0, use.present(), coverage),
                new Evidence("hours idle", use.hours(), "hours", (double) use.hours(), use.present(), coverage),
                new Evidence("cpu mean", RuleNumbers.to3(work.mean(hours)), "percent", null, measured, known),
                new Evidence("hours at work of cpu and network", work.atWork(hours), "hours", 1.0, measured, known));
    }
}
