package dev.gleaner.analyzer.rule.instance.size;

import dev.gleaner.analyzer.profile.gpu.HourlyGpuWindow;
import dev.gleaner.analyzer.profile.instance.CpuMaximaHistogram;
import dev.gleaner.analyzer.profile.instance.InstanceSnapshot;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Types that hold what the GPUs of a host do: with fewer of the same GPUs, whose use can be computed, or with smaller ones, of which only the
 * memory can be compared.
 *
 * @param sizes of all types
 * @param limits of {@code oversized-instance}, for the CPU of the host and for its GPUs
 */
public record SmallerGpuTypes(InstanceSizeTable sizes, SizeLimits limits) {

    private static final int MIB_BITS = 20;

    /** GPUs without CUDA, on which what runs on others does not. */
    private static final Set<String> OF_OTHER_VENDORS = Set.of("radeon-pro-v520");

    private static final Comparator<InstanceSize> BY_GPUS =
            Comparator.comparingInt((InstanceSize size) -> size.gpus().count()).thenComparingInt(InstanceSize::cpus);

    /**
     * The smallest type of the family with fewer of the same GPUs that would hold the busiest hour of all GPUs together, the sum of their
     * peaks of memory, the CPU, and the memory of the host as far as it is known; empty if there is none, or one of these is not known.
     */
    public Optional<InstanceSize> withFewerGpus(InstanceSnapshot snapshot, List<HourlyGpuWindow> gpus) {
        InstanceSize size = sizes.of(snapshot.facts().type()).orElse(null);
        if (size == null || size.gpus().count() != gpus.size()) {
            return Optional.empty();
        }
        OptionalDouble busiest = busiestHour(gpus);
        long memory = memoryMib(gpus);
        if (busiest.isEmpty() || memory < 0) {
            return Optional.empty();
        }
        List<InstanceSize> holding = sizes.smaller(size).stream()
                .filter(other -> other.gpus().count() > 0
                        && other.gpus().count() < size.gpus().count()
                        && other.gpus().model().equals(size.gpus().model())
                        && other.gpus().memoryMib() == size.gpus().memoryMib())
                .filter(other -> busiest.getAsDouble()
                                <= limits.utilization() * other.gpus().count()
                        && memory <= (long) other.gpus().count() * other.gpus().memoryMib())
                .sorted(BY_GPUS)
                .toList();
        if (holding.isEmpty()) {
            return Optional.empty();
        }
        CpuMaximaHistogram maxima = snapshot.days().maxima();
        double memoryOfHost = snapshot.memory().percentile();
        return limits.isCovered(maxima.periods())
                ? holding.stream()
                        .filter(other -> limits.fits(maxima.percentile(SizeLimits.PERCENTILE), size, other)
                                && limits.projectedMemory(memoryOfHost, size, other) < limits.utilization())
                        .findFirst()
                : Optional.empty();
    }

    /**
     * The type with the smallest GPU that holds the peak of the memory of each GPU, with at least as many GPUs and the same
     * architecture; empty if there is none with less memory. Its speed is not compared.
     *
     * @param memoryUsed highest used memory of a GPU, bytes
     */
    public Optional<InstanceSize> withSmallerGpus(InstanceSnapshot snapshot, long memoryUsed) {
        return sizes.of(snapshot.facts().type())
                .flatMap(size -> sizes.all().stream()
                        .filter(other -> other.gpus().count()
                                        >= Math.max(1, size.gpus().count())
                                && other.gpus().memoryMib() < size.gpus().memoryMib()
                                && memoryUsed <= (long) other.gpus().memoryMib() << MIB_BITS
                                && other.architecture().equals(size.architecture())
                                && !OF_OTHER_VENDORS.contains(other.gpus().model()))
                        .min(Comparator.comparingInt(
                                        (InstanceSize other) -> other.gpus().memoryMib())
                                .thenComparing(BY_GPUS)
                                .thenComparing(InstanceSize::type)));
    }

    /** Highest sum of the mean utilizations of all GPUs in an hour, percent of one GPU; empty if too few hours have all of them. */
    private OptionalDouble busiestHour(List<HourlyGpuWindow> gpus) {
        int hours = gpus.get(0).hours();
        int known = 0;
        double busiest = 0;
        for (int index = 0; index < hours; index++) {
            double sum = 0;
            boolean isKnown = true;
            for (HourlyGpuWindow gpu : gpus) {
                isKnown &= gpu.isRead(index) && gpu.hasUtilization(index);
                sum += gpu.isRead(index) && gpu.hasUtilization(index) ? gpu.utilization(index) : 0;
            }
            known += isKnown ? 1 : 0;
            // What is known of an hour counts even if some GPU was not read in it.
            busiest = Math.max(busiest, sum);
        }
        return known >= limits.coverage() * hours ? OptionalDouble.of(busiest) : OptionalDouble.empty();
    }

    /** Sum of the highest used memory of each GPU, MiB; negative if that of one is not known. */
    private static long memoryMib(List<HourlyGpuWindow> gpus) {
        long sum = 0;
        for (HourlyGpuWindow gpu : gpus) {
            long peak = -1;
            for (int index = 0; index < gpu.hours(); index++) {
                peak = Math.max(peak, gpu.memoryUsed(index));
            }
            if (peak < 0) {
                return -1;
            }
            sum += peak >> MIB_BITS;
        }
        return sum;
    }
}
