package dev.gleaner.analyzer.rule.egress;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits of the rule {@code cross-region-read}. */
@ConfigMapping(prefix = "analyzer.cross-region-read")
public interface CrossRegionReadConfig {

    /** Period over which reads are summed, in whole hours. */
    @WithDefault("P7D")
    Duration window();

    /** Bytes per month of 730 hours, read from other regions or the internet, above which a prefix is reported. */
    @WithDefault("100000000000")
    double bytesPerMonth();

    /** Number of prefixes of a bucket that are evaluated individually. All others are summed and not evaluated. */
    @WithDefault("200")
    int prefixesPerBucket();

    /** Time that a person needs to carry out the remedy. */
    @WithDefault("PT2H")
    Duration effort();
}
