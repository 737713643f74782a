package dev.gleaner.analyzer.evaluation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** Timing of the evaluation, and where its state is. */
@ConfigMapping(prefix = "analyzer")
public interface AnalyzerConfig {

    /**
     * Largest delay, in event time, with which a signal is still taken into account. The verdict of an hour is final
     * that long after the end of the hour.
     */
    @WithDefault("PT24H")
    Duration lateness();

    /**
     * Time after the end of an hour, in event time, for which another value of a period replaces the one that came first. After
     * that, only periods without a value accept one. Whole hours.
     */
    @WithDefault("PT1H")
    Duration corrections();

    /**
     * Time by which a required source must be ahead of one that never reported, before findings become {@code insufficient}.
     */
    @WithDefault("PT1H")
    Duration patience();

    /**
     * Time after the lateness for which an hour waits for a source that makes no progress. The hour is then evaluated
     * without it.
     */
    @WithDefault("P15D")
    Duration giveUp();

    /**
     * Name of this analyzer among those that share the work. Each analyzer needs its own name, and keeps it across
     * restarts.
     */
    @WithDefault("analyzer-1")
    String instance();

    /**
     * Folder of the local state stores, one per analyzer. If it is lost, as a temporary folder may be, a restart
     * restores the stores from Kafka.
     */
    @WithDefault("data/analyzer")
    Path stateDir();

    /** The times as one value. */
    default Timing timing() {
        return new Timing(lateness(), patience(), giveUp(), corrections());
    }

    /** How long to wait, in event time; see the keys of the same name, {@code stallTimeout} is {@code give-up}. */
    public record Timing(Duration lateness, Duration patience, Duration stallTimeout, Duration corrections) {}
}
