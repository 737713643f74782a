package dev.gleaner.analyzer.rule.instance;

import dev.gleaner.analyzer.profile.Gauge;
import dev.gleaner.analyzer.profile.Snapshot;
import dev.gleaner.analyzer.rule.Rounded;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Evidence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A running instance that does nothing: quiet on average, without an hour of work, with next to no traffic, and without
 * cards that could be at work. Limits from the founding article, made strict against means that hide work.
 */
record IdleInstance(IdleLimits limits, Cards cards, InstanceRemedies remedies, int effortMinutes)
        implements Rule<Snapshot> {

    static final String NAME = "idle-instance";

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
        return limits.hours();
    }

    @Override
    public Verdict judge(Snapshot snapshot) {
        if (!snapshot.facts().runs()) {
            return new Verdict.Nothing("it is not known to run");
        }
        if (!snapshot.isOlderThan(limits.window())) {
            return new Verdict.Nothing("it is younger than " + limits.window().toDays() + " days");
        }
        return judge(snapshot, CpuUse.of(snapshot.window(Gauge.CPU, hours()), limits));
    }

    /** Work that was seen counts whatever else is missing; only then do gaps, and a mean over what is there. */
    private Verdict judge(Snapshot snapshot, CpuUse cpu) {
        if (cpu.busyHours() > 0) {
            return new Verdict.Nothing("it worked in " + cpu.busyHours() + " hours");
        }
        if (cpu.peakHours() > limits.peaks()) {
            return new Verdict.Nothing("it had peaks in " + cpu.peakHours() + " hours");
        }
        NetworkUse network = NetworkUse.of(snapshot, hours());
        if (network.highestDay() >= limits.networkPerDay()) {
            return new Verdict.Nothing("its network was used");
        }
        CardUse cardUse = cards.use(snapshot, hours());
        if (cardUse.activeHours() > 0) {
            return new Verdict.Nothing("its cards worked in " + cardUse.activeHours() + " hours");
        }
        if (cardUse.heldHours() > 0) {
            return new Verdict.Nothing("a process holds its cards");
        }
        List<String> missing = missing(cpu, network);
        missing.addAll(cards.missing(snapshot.facts(), cardUse));
        if (!missing.isEmpty()) {
            return new Verdict.Insufficient(missing);
        }
        if (!(cpu.mean() < limits.mean())) {
            return new Verdict.Nothing("its mean CPU is not low");
        }
        return new Verdict.Found(evidence(snapshot, cpu, network), remedies.idle(snapshot.facts()), 1);
    }

    private List<String> missing(CpuUse cpu, NetworkUse network) {
        List<String> missing = new ArrayList<>();
        if (!cpu.isCovered(limits)) {
            missing.add(gap("CPUUtilization", cpu.present(), cpu.hours()));
        }
        if (!network.isCovered(limits)) {
            missing.add(gap("NetworkIn and NetworkOut", network.present(), network.hours()));
        }
        return missing;
    }

    private String gap(String metric, int present, int hours) {
        return String.format(
                Locale.ROOT, "%s: %d of %d hours, %.0f %% needed", metric, present, hours, limits.coverage() * 100);
    }

    private List<Evidence> evidence(Snapshot snapshot, CpuUse cpu, NetworkUse network) {
        double days = snapshot.born()
                .map(born -> Duration.between(born, snapshot.hour().end()).toHours() / 24.0)
                .orElse(0.0);
        return List.of(
                new Evidence(
                        "cpu mean", Rounded.to3(cpu.mean()), "percent", limits.mean(), cpu.present(), coverage(cpu)),
                new Evidence("busy hours", cpu.busyHours(), "hours", 1.0, cpu.present(), coverage(cpu)),
                new Evidence(
                        "peak hours", cpu.peakHours(), "hours", limits.peaks() + 1.0, cpu.present(), coverage(cpu)),
                new Evidence(
                        "network maximum per day",
                        network.highestDay(),
                        "bytes",
                        limits.networkPerDay(),
                        network.days(),
                        Rounded.to3(network.coverage())),
                new Evidence(
                        "age",
                        Rounded.to3(days),
                        "days",
                        (double) limits.window().toDays(),
                        1,
                        1));
    }

    private static double coverage(CpuUse cpu) {
        return Rounded.to3(cpu.coverage());
    }
}
