package dev.gleaner.analyzer.rule.instance;

import dev.gleaner.analyzer.profile.gpu.GpuLimits;
import dev.gleaner.contracts.resource.AcceleratedSeries;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Set;

/** Instance types with GPUs or other accelerators, and the interpretation of GPU readings. */
@ConfigMapping(prefix = "analyzer.cards")
public interface GpuReadingConfig {

    /**
     * Series, the letters before the generation, of instance types with GPUs, FPGAs, machine-learning or transcoding
     * accelerators.
     */
    @WithDefault(AcceleratedSeries.NAMES)
    Set<String> series();

    /** Utilization, in percent, from which a GPU is at work. */
    @WithDefault("5")
    double utilization();

    /**
     * Power draw as a share of the limit, 0 to 1, from which a GPU without a utilization reading (MIG) is at work.
     * Source: an H100 with MIG draws 71 W of 700 W when idle and 434 W under load.
     */
    @WithDefault("0.15")
    double power();

    /**
     * SM clock as a share of its maximum, 0 to 1, from which such a GPU may be at work. An idle H100 runs at 345 of
     * 1980 MHz.
     */
    @WithDefault("0.25")
    double clock();

    /**
     * Used memory as a share of the total, 0 to 1, from which a GPU with unknown processes counts as held by a process.
     */
    @WithDefault("0.05")
    double memory();

    /**
     * Power draw as a share of the limit, 0 to 1, that contradicts a utilization below the limit if no process holds the GPU and its
     * clock is high: the counter may be stuck. An idle RTX 2080 Super draws 39 of 250 W.
     */
    @WithDefault("0.3")
    double stuckPower();

    /**
     * SM clock as a share of its maximum, 0 to 1, from which that holds; without a reading of the power, the clock decides. An idle RTX
     * 2080 Super runs at 765 of 2145 MHz.
     */
    @WithDefault("0.5")
    double stuckClock();

    /** The same share of the power for a GPU that a process holds, which runs at a high clock without any work. */
    @WithDefault("0.5")
    double stuckHeldPower();

    /** Number of readings below which an hour of a GPU counts as absent. */
    @WithDefault("4")
    int readings();

    /** Time without a reading of a GPU, in whole hours, after which it counts as no longer read. */
    @WithDefault("PT2H")
    Duration silence();

    /** The types whose use their CPU does not show. */
    default AcceleratedSeries accelerators() {
        return new AcceleratedSeries(series());
    }

    /** The limits for one reading. */
    default GpuLimits limits() {
        return new GpuLimits(
                utilization(),
                power(),
                clock(),
                memory(),
                new GpuLimits.Stuck(stuckPower(), stuckClock(), stuckHeldPower()));
    }
}
