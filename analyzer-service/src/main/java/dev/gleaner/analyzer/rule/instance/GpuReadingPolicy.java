package dev.gleaner.analyzer.rule.instance;

import dev.gleaner.analyzer.cost.InstanceTariff;
import dev.gleaner.analyzer.profile.gpu.GpuMinutes;
import dev.gleaner.analyzer.profile.instance.InstanceFacts;
import dev.gleaner.analyzer.profile.instance.InstanceSnapshot;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.DataSource;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.AcceleratedSeries;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether the GPU readings of an instance are complete enough. An instance is idle only if its GPUs are, which its CPU
 * metrics do not show.
 *
 * @param accelerators the types with GPUs or other accelerators
 * @param readings number of readings below which an hour of a GPU counts as absent
 * @param coverage share of the hours for which a GPU must have readings, 0 to 1
 * @param silence hours without a reading after which a GPU counts as no longer read
 * @param counts number of GPUs of each type
 */
record GpuReadingPolicy(
        AcceleratedSeries accelerators, int readings, double coverage, int silence, InstanceTypeTable counts) {

    /** Whether an instance may have GPUs or other accelerators; one of an unknown type may. */
    boolean mayBeIn(InstanceFacts facts) {
        String type = facts.type();
        return type == null || accelerators.includes(type);
    }

    /** Measures the use of the GPUs. */
    GpuUsage measure(InstanceSnapshot snapshot, int hours) {
        return GpuUsage.of(snapshot.gpus(hours), hours, readings, silence);
    }

    /** Whether as many GPUs are read as the instance has; if that is not known, as were ever read. */
    boolean isAllRead(InstanceSnapshot snapshot, GpuMinutes minutes) {
        return minutes.gpus() >= counts.of(snapshot.facts().type()).orElse(snapshot.knownGpus());
    }

    /** What is missing to know that the GPUs of an instance are idle, a line each. */
    List<String> missing(InstanceSnapshot snapshot, GpuUsage use) {
        List<String> unread = unread(snapshot, use);
        if (!unread.isEmpty() || use.unknownHours() == 0) {
            return unread;
        }
        return List.of("in " + use.unknownHours() + " hours the readings of a GPU did not show whether it worked");
    }

    /**
     * Which GPUs are not read, or not often enough, a line each. An instance has as many GPUs as its type; if that number is
     * not known, as many as were read so far. After a stop and a start an instance may have other GPUs, so that only the
     * number of those that are still read is compared.
     */
    List<String> unread(InstanceSnapshot snapshot, GpuUsage use) {
        InstanceFacts facts = snapshot.facts();
        if (use.gpus() == 0) {
            return mayBeIn(facts) ? List.of(unread(facts.type())) : List.of();
        }
        int known = (int) counts.of(facts.type()).orElse(snapshot.knownGpus());
        if (use.current() < known) {
            return List.of("GPUs of the " + name(facts.type()) + ": " + use.current() + " of " + known + " are read");
        }
        if (use.coverage() < coverage) {
            return List.of(String.format(
                    Locale.ROOT,
                    "readings of its GPUs: %.0f %% of %d hours, %.0f %% needed",
                    Math.floor(use.coverage() * 100),
                    use.hours(),
                    coverage * 100));
        }
        return List.of();
    }

    /** Insufficient data. If all that is missing are GPUs that are not read at all, an agent on the host brings it. */
    Verdict.Insufficient insufficient(InstanceSnapshot snapshot, GpuUsage use, List<String> missing) {
        Verdict.Insufficient verdict = new Verdict.Insufficient(missing);
        boolean isOff = use.gpus() == 0 && snapshot.facts().type() != null && missing.equals(unread(snapshot, use));
        return isOff
                ? verdict.settledBy(
                        List.of(new Finding.MissingSource(DataSource.GPU_READINGS, 1.0)),
                        prices -> InstanceTariff.of(snapshot).stopped(prices, 1))
                : verdict;
    }

    private static String name(@Nullable String type) {
        return type == null ? "instance" : type;
    }

    private static String unread(@Nullable String type) {
        return type == null
                ? "instance type: unknown, so it may have GPUs"
                : "GPUs of the " + type + ": no readings, so they may be at work";
    }
}
