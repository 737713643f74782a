package dev.gleaner.analyzer.rule.instance.size;

import dev.gleaner.analyzer.profile.gpu.HourlyGpuWindow;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * How many workloads like that of a GPU fit on one GPU of its model, partitioned by MIG or shared by time slicing.
 *
 * @param utilization percent of the time, or of the SMs, up to which they may be used in the busiest hour
 */
public record GpuSharing(double utilization) {

    /** Models that can be partitioned. Source: NVIDIA Multi-Instance GPU User Guide, "Supported GPUs". */
    private static final Set<String> SEVEN_SLICES = Set.of("A100", "H100", "H200", "B200", "GH200", "GB200");

    private static final Set<String> FOUR_SLICES = Set.of("A30");

    /** Smallest first. Source: NVIDIA Multi-Instance GPU User Guide, "Supported MIG Profiles", A100, H100, H200 and B200. */
    private static final List<MigProfile> OF_SEVEN = List.of(
            new MigProfile(1, 7, 0.125, 7),
            new MigProfile(1, 7, 0.25, 4),
            new MigProfile(2, 7, 0.25, 3),
            new MigProfile(3, 7, 0.5, 2));

    /** The same of the A30. */
    private static final List<MigProfile> OF_FOUR =
            List.of(new MigProfile(1, 4, 0.25, 4), new MigProfile(2, 4, 0.5, 2));

    /** Of its nominal memory, an instance has between 95 and 99 %: 4.75 of 5 GB on an A100. Source: "nvidia-smi mig -lgip" in the guide. */
    private static final double USABLE_MEMORY = 0.95;

    private static final double GIB = 1L << 30;
    private static final int PERCENT = 100;

    /** How to partition a GPU so that each instance holds what the busiest GPU does; empty if fewer than two fit, or if the model has no MIG. */
    public Optional<String> byMig(String model, Peak peak) {
        return profiles(model).stream()
                .filter(profile -> peak.utilization() <= utilization * profile.share()
                        && peak.memoryUsed() <= profile.memory(peak.memoryTotal()))
                .findFirst()
                .map(profile -> String.format(
                        Locale.ROOT,
                        "Partition each GPU with MIG: a profile %dg with %.1f GiB holds what one GPU does. It has %d/%d of the SMs,"
                                + " of which the busiest hour at %.1f %% of the GPU uses %.0f %%, and at most %.1f GiB were used."
                                + " %d of them fit on a GPU, so that it can do the work of %d.",
                        profile.slices(),
                        profile.memory(peak.memoryTotal()) / GIB,
                        profile.slices(),
                        profile.of(),
                        peak.utilization(),
                        peak.utilization() / profile.share(),
                        peak.memoryUsed() / GIB,
                        profile.instances(),
                        profile.instances()));
    }

    /** How many processes can share a GPU by time slicing, each of which does what the busiest GPU does; empty if fewer than two. */
    public Optional<String> byTimeSlicing(Peak peak) {
        long byTime = peak.utilization() > 0 ? (long) (utilization / peak.utilization()) : Long.MAX_VALUE;
        long byMemory = peak.memoryUsed() > 0 ? peak.memoryTotal() / peak.memoryUsed() : Long.MAX_VALUE;
        long processes = Math.min(byTime, byMemory);
        return processes < 2 || processes == Long.MAX_VALUE
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "Share each GPU by time slicing: %d times the busiest hour of a GPU, at %.1f %%, take %.0f %% of its time, and %d times"
                                + " its highest used memory is %.1f of %.1f GiB, so that it can do the work of %d. Use it for processes of one owner"
                                + " only: they are not isolated from each other.",
                        processes,
                        peak.utilization(),
                        processes * peak.utilization(),
                        processes,
                        processes * peak.memoryUsed() / GIB,
                        peak.memoryTotal() / GIB,
                        processes));
    }

    private static List<MigProfile> profiles(String model) {
        Set<String> words = Set.copyOf(Arrays.asList(model.split("[^A-Za-z0-9]+")));
        if (words.stream().anyMatch(SEVEN_SLICES::contains)) {
            return OF_SEVEN;
        }
        return words.stream().anyMatch(FOUR_SLICES::contains) ? OF_FOUR : List.of();
    }

    /**
     * A profile of MIG.
     *
     * @param slices of the SMs
     * @param of slices of the GPU
     * @param memoryShare of the GPU, 0 to 1
     * @param instances that fit on a GPU
     */
    private record MigProfile(int slices, int of, double memoryShare, int instances) {

        double share() {
            return (double) slices / of;
        }

        long memory(long total) {
            return (long) (total * memoryShare * USABLE_MEMORY);
        }
    }

    /**
     * The most that a GPU of a host did.
     *
     * @param utilization highest hourly mean of a GPU, percent
     * @param memoryUsed highest used memory of a GPU, bytes
     * @param memoryTotal smallest memory of a GPU, bytes
     */
    public record Peak(double utilization, long memoryUsed, long memoryTotal) {

        /** The peak of all GPUs; empty if the utilization or the memory of one of them is not known. */
        public static Optional<Peak> of(List<HourlyGpuWindow> gpus) {
            double utilization = 0;
            long used = 0;
            long total = Long.MAX_VALUE;
            for (HourlyGpuWindow gpu : gpus) {
                double busiest = -1;
                long most = -1;
                for (int index = 0; index < gpu.hours(); index++) {
                    if (gpu.isRead(index) && gpu.hasUtilization(index)) {
                        busiest = Math.max(busiest, Math.min(PERCENT, gpu.utilization(index)));
                    }
                    most = Math.max(most, gpu.memoryUsed(index));
                }
                if (busiest < 0 || most < 0 || gpu.memoryTotal() <= 0) {
                    return Optional.empty();
                }
                utilization = Math.max(utilization, busiest);
                used = Math.max(used, most);
                total = Math.min(total, gpu.memoryTotal());
            }
            return gpus.isEmpty() ? Optional.empty() : Optional.of(new Peak(utilization, used, total));
        }
    }
}
