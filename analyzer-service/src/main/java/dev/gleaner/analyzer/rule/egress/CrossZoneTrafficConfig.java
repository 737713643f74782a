package dev.gleaner.analyzer.rule.egress;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits of the rule {@code cross-zone-traffic}. */
@ConfigMapping(prefix = "analyzer.cross-zone-traffic")
public interface CrossZoneTrafficConfig {

    /** Period over which the bytes of flow logs are summed, in whole hours. */
    @WithDefault("P7D")
    Duration window();

    /**
     * Bytes per month of 730 hours above which a VPC is reported. The default costs 50 USD, at 0.01 per GB at each end.
     */
    @WithDefault("2500000000000")
    double bytesPerMonth();

    /** Time that a person needs to carry out the remedy. */
    @WithDefault("PT4H")
    Duration effort();
}
