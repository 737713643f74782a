package dev.gleaner.analyzer.rule.egress;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When too much of a prefix is read from elsewhere. */
@ConfigMapping(prefix = "analyzer.cross-region-read")
public interface CrossRegionReadConfig {

    /** Over how long reads are summed up, in whole hours. */
    @WithDefault("P7D")
    Duration window();

    /** Bytes a month of 730 hours, read from other regions or the internet, above which a prefix is a finding. */
    @WithDefault("100000000000")
    double bytesPerMonth();

    /** How many prefixes of a bucket are looked at one by one; all others are summed up and not judged. */
    @WithDefault("200")
    int prefixesPerBucket();

    /** What acting costs a person. */
    @WithDefault("PT2H")
    Duration effort();
}
