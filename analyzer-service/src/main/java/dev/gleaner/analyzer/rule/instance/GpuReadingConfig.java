package dev.gleaner.analyzer.rule.instance;

import dev.gleaner.analyzer.profile.GpuLimits;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Set;

/** Which instances hold cards whose work the processor does not show, and what the readings of a card say. */
@ConfigMapping(prefix = "analyzer.cards")
public interface GpuReadingConfig {

    /**
     * Series, the letters before the generation, of instance types with GPUs, FPGAs, machine-learning or transcoding
     * accelerators. Source: Amazon EC2 instance type naming conventions, 2026-11.
     */
    @WithDefault("dl,f,g,gr,inf,p,trn,vt")
    Set<String> series();

    /** Utilization, percent, from which on a card works. */
    @WithDefault("5")
    double utilization();

    /**
     * Power draw as a part of the limit, 0 to 1, from which on a card that tells no utilization (MIG) works. Source: an
     * H100 with MIG draws 71 W of 700 W when idle and 434 W under load.
     */
    @WithDefault("0.15")
    double power();

    /** SM clock as a part of the highest, 0 to 1, from which on such a card may work. An idle H100 has 345 of 1980 MHz. */
    @WithDefault("0.25")
    double clock();

    /** Used memory as a part of all, 0 to 1, from which on somebody holds a card whose processes are not known. */
    @WithDefault("0.05")
    double memory();

    /** Readings without which an hour of a card counts as absent: one proves nothing. */
    @WithDefault("4")
    int readings();

    /** How long a card may go unread, in whole hours, before it counts as one that stopped being read. */
    @WithDefault("PT2H")
    Duration silence();

    /** The limits for one reading. */
    default GpuLimits limits() {
        return new GpuLimits(utilization(), power(), clock(), memory());
    }
}
