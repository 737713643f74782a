package dev.gleaner.analyzer.rule.egress;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.math.BigDecimal;
import java.time.Duration;

/** Limits of the rule {@code repeated-download}. */
@ConfigMapping(prefix = "analyzer.repeated-download")
public interface RepeatedDownloadConfig {

    /** Percent of the bytes read whose object had been read within 30 days before, above which a prefix is reported. */
    @WithDefault("30")
    double repeatedPercent();

    /** USD per month of 730 hours that a cache must avoid for a prefix to be reported. */
    @WithDefault("20")
    BigDecimal minimum();

    /** Time for which reads have to be known, in whole days of UTC. */
    @WithDefault("P7D")
    Duration history();

    /** Time that a person needs to carry out the remedy. */
    @WithDefault("PT4H")
    Duration effort();
}
