package dev.gleaner.analyzer.rule.instance;

import dev.gleaner.analyzer.cost.InstanceTariff;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.gpu.HourlyGpuWindow;
import dev.gleaner.analyzer.profile.instance.InstanceDays;
import dev.gleaner.analyzer.profile.instance.InstanceSnapshot;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.RuleName;
import dev.gleaner.analyzer.rule.RuleNumbers;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.analyzer.rule.instance.size.GpuSharing;
import dev.gleaner.analyzer.rule.instance.size.InstanceSize;
import dev.gleaner.analyzer.rule.instance.size.SmallerGpuTypes;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A running host whose GPUs are active, but with a low mean utilization.
 *
 * @param hours of the window
 * @param mean utilization, percent, below which the GPUs are underused
 * @param smaller types that would hold what the GPUs do
 * @param sharing of a GPU between several workloads
 */
record UnderusedGpu(
        int hours,
        double mean,
        GpuReadingPolicy gpuPolicy,
        SmallerGpuTypes smaller,
        GpuSharing sharing,
        InstanceRemedies instanceRemedies,
        int effortMinutes)
        implements Rule<InstanceSnapshot> {

    static final RuleName NAME = new RuleName("underused-gpu", 5);

    private static final double GIB = 1L << 30;
    private static final double MIB_PER_GIB = 1024;

    @Override
    public RuleName ruleName() {
        return NAME;
    }

    @Override
    public boolean requiresGpuReadings() {
        return true;
    }

    /** Without readings there is nothing to find, until a reading comes. */
    @Override
    public @Nullable Hour certainlyNothingThrough(InstanceSnapshot snapshot) {
        return snapshot.hasReadGpus() ? null : Hour.MAX;
    }

    @Override
    public Verdict evaluate(InstanceSnapshot snapshot) {
        if (!snapshot.facts().runs()) {
            return new Verdict.Nothing("it is not known to run");
        }
        if (!snapshot.hasReadGpus() || !snapshot.isOlderThan(Duration.ofHours(hours))) {
            return new Verdict.Nothing("its GPUs have not been read for " + hours + " hours");
        }
        GpuUsage use = gpuPolicy.measure(snapshot, hours);
        if (use.activeHours() == 0) {
            return new Verdict.Nothing("its GPUs did not work");
        }
        List<String> unread = gpuPolicy.unread(snapshot, use);
        if (!unread.isEmpty()) {
            return gpuPolicy.insufficient(snapshot, use, unread);
        }
        if (!(use.utilization() < mean)) {
            return new Verdict.Nothing("the mean utilization of its GPUs is not below " + mean + " %, or is unknown");
        }
        List<HourlyGpuWindow> read = snapshot.gpus(hours);
        InstanceSize target = smaller.withFewerGpus(snapshot, read).orElse(null);
        if (target != null) {
            return new Verdict.Found(
                    () -> evidence(use, true),
                    () -> remedies(snapshot, read, use, target),
                    prices -> InstanceTariff.of(snapshot).difference(prices, target.type()));
        }
        double idlePart = RuleNumbers.to3(1 - use.utilization() / 100);
        return new Verdict.Found(
                () -> evidence(use, false),
                () -> remedies(snapshot, read, use, null),
                prices -> InstanceTariff.of(snapshot).stopped(prices, idlePart));
    }

    /**
     * What the verdict rests on.
     *
     * @param isResizable whether a smaller type is proposed, whose memory of the host is then compared with nothing
     */
    private List<Evidence> evidence(GpuUsage use, boolean isResizable) {
        double coverage = RuleNumbers.to3(use.coverage());
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence(
                "mean utilization", RuleNumbers.to3(use.utilization()), "percent", mean, use.present(), coverage));
        evidence.add(new Evidence("active hours", use.activeHours(), "hours", 1.0, use.present(), coverage));
        if (use.memoryUsed() >= 0) {
            evidence.add(new Evidence(
                    "peak memory of a card",
                    use.memoryUsed(),
                    "bytes",
                    (double) use.memoryTotal(),
                    use.present(),
                    coverage));
        }
        if (isResizable) {
            evidence.add(new Evidence(Evidence.MEMORY_DAYS, 0, "days", (double) InstanceDays.DAYS_OF_MAXIMA, 0, 0));
        }
        return evidence;
    }

    private List<Remedy> remedies(
            InstanceSnapshot snapshot, List<HourlyGpuWindow> read, GpuUsage use, @Nullable InstanceSize target) {
        List<Remedy> remedies = new ArrayList<>();
        if (target != null) {
            remedies.add(instanceRemedies.resizeToFewerGpus(snapshot, target));
        }
        GpuSharing.Peak peak = GpuSharing.Peak.of(read).orElse(null);
        if (peak != null) {
            sharing.byMig(read.get(0).name(), peak).map(Remedy::advice).ifPresent(remedies::add);
        }
        if (use.memoryUsed() >= 0) {
            remedies.add(Remedy.advice(String.format(
                            Locale.ROOT,
                            "Use a smaller GPU: at most %.1f GiB of its memory was used.",
                            use.memoryUsed() / GIB)
                    + smaller.withSmallerGpus(snapshot, use.memoryUsed())
                            .map(size -> example(size, peak))
                            .orElse("")));
        }
        if (peak == null) {
            remedies.add(Remedy.advice(
                    "Share the GPUs between several processes by time slicing. How many fit is not known without the"
                            + " utilization and the used memory of each GPU."));
        } else {
            sharing.byTimeSlicing(peak).map(Remedy::advice).ifPresent(remedies::add);
        }
        remedies.add(Remedy.advice(quantisation(use)));
        remedies.add(
                Remedy.advice(
                        "If the host answers requests one by one, execute them in batches: deploy/kits/batching/render --rate"
                                + " REQUESTS-PER-SECOND computes the batch size and the number of GPUs, and renders the server."));
        return remedies;
    }

    /** Weights of 8 bits take half of the memory of those of 16 bits; what else a model holds stays. */
    private static String quantisation(GpuUsage use) {
        String text = "If it serves a model with weights of 16 bits, quantise it to INT8, which halves their memory";
        return text
                + (use.memoryUsed() < 0
                        ? "."
                        : String.format(
                                Locale.ROOT,
                                ": to at least %.1f GiB of %.1f.",
                                use.memoryUsed() / GIB / 2,
                                use.memoryUsed() / GIB))
                + " Compare its answers with those of today first.";
    }

    private static String example(InstanceSize size, GpuSharing.@Nullable Peak peak) {
        return " A " + size.type() + " has " + size.gpus().count() + " x "
                + size.gpus().model() + " with "
                + Math.round(size.gpus().memoryMib() / MIB_PER_GIB)
                + " GiB each."
                + (peak == null
                        ? ""
                        : String.format(Locale.ROOT, " In the busiest hour a GPU was at %.1f %%.", peak.utilization()))
                + " Which precision its programs use is not known: a GPU of another generation may lack it, such as BF16 or FP8,"
                + " or be slow at it. Compare the speed of both GPUs first: it is not in the saving.";
    }
}
