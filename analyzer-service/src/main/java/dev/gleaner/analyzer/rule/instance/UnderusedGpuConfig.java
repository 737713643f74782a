package dev.gleaner.analyzer.rule.instance;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When the cards of a host count as underused. */
@ConfigMapping(prefix = "analyzer.underused-gpu")
public interface UnderusedGpuConfig {

    /** How long is looked back, in whole hours. */
    @WithDefault("P7D")
    Duration window();

    /** Mean utilization of its cards, percent, below which they are underused. */
    @WithDefault("50")
    double mean();

    /** What acting costs a person. */
    @WithDefault("PT4H")
    Duration effort();
}
