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

    /** Cost of the reads from other regions and the internet, USD a month, above which a prefix is reported. */
    @WithDefault("20")
    double minimum();

    /**
     * Bytes per month of 730 hours above which a prefix is reported if a price of its region is not known. The default costs
     * 20 USD to another region from us-east-1.
     */
    @WithDefault("1000000000000")
    double bytesPerMonth();

    /** Number of prefixes of a bucket that are evaluated individually. All others are summed and not evaluated. */
    @WithDefault("200")
    int prefixesPerBucket();

    /** Time that a person needs to carry out the remedy. */
    @WithDefault("PT2H")
    Duration effort();
}
