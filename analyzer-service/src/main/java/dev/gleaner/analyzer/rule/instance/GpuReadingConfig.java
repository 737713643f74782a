package dev.gleaner.analyzer.rule.instance;

import dev.gleaner.analyzer.profile.gpu.GpuLimits;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Set;

/** Instance types with GPUs or other accelerators, and the interpretation of GPU readings. */
@ConfigMapping(prefix = "analyzer.cards")
public interface GpuReadingConfig {

    /**
     * Series, the letters before the generation, of instance types with GPUs, FPGAs, machine-learning or transcoding
     * accelerators. Source: Amazon EC2 instance type naming conventions, 2026-11.
     */
    @WithDefault("dl,f,g,gr,inf,p,trn,vt")
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

    /** Number of readings below which an hour of a GPU counts as absent. */
    @WithDefault("4")
    int readings();

    /** Time without a reading of a GPU, in whole hours, after which it counts as no longer read. */
    @WithDefault("PT2H")
    Duration silence();

    /** The limits for one reading. */
    default GpuLimits limits() {
        return new GpuLimits(utilization(), power(), clock(), memory());
    }
}
