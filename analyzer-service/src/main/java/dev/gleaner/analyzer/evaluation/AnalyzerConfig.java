package dev.gleaner.analyzer.evaluation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** How the analyzer waits, and what it holds. */
@ConfigMapping(prefix = "analyzer")
public interface AnalyzerConfig {

    /** How late, in event time, a signal may come and still count; verdicts are final that long after an hour's end. */
    @WithDefault("PT24H")
    Duration lateness();

    /** How far a needed source runs ahead of one that never reported before findings say "insufficient". */
    @WithDefault("PT1H")
    Duration patience();

    /** How long, after the lateness, an hour waits for a source that stands still before it is judged without it. */
    @WithDefault("P15D")
    Duration giveUp();

    /** Name of this analyzer among those that share the work; each needs its own, the same after a restart. */
    @WithDefault("analyzer-1")
    String instance();

    /** Folder of the local stores, one for each analyzer; not under a temporary folder, or a restart restores it all. */
    @WithDefault("data/analyzer")
    Path stateDir();

    /** How many profiles a partition keeps decoded. */
    @WithDefault("500")
    int cachedProfiles();

    /** How many hours are judged between two looks at the input. */
    @WithDefault("2000")
    int hoursPerTurn();

    /** These times as one value. */
    default EvaluationTiming timing() {
        return new EvaluationTiming(lateness(), patience(), giveUp());
    }
}
