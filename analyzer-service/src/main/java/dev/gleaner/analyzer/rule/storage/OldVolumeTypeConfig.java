package dev.gleaner.analyzer.rule.storage;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.math.BigDecimal;
import java.time.Duration;

/** Limits of the rule {@code old-volume-type}. */
@ConfigMapping(prefix = "analyzer.old-volume-type")
public interface OldVolumeTypeConfig {

    /** Time, in whole hours, whose use decides whether a volume has more performance than it needs. */
    @WithDefault("P14D")
    Duration window();

    /** Least share of the minutes of the window whose use has to be known, percent. */
    @WithDefault("80")
    int coverage();

    /** Percent by which the proposed IOPS and throughput exceed the 99th percentile of their use. */
    @WithDefault("20")
    int margin();

    /** Saving, USD a month, below which a volume is not reported. */
    @WithDefault("1")
    BigDecimal minimum();

    /** Time that a person needs to carry out the remedy. */
    @WithDefault("PT5M")
    Duration effort();
}
