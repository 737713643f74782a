package dev.gleaner.analyzer.rule.egress;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When too much goes between the zones of a VPC. */
@ConfigMapping(prefix = "analyzer.cross-zone-traffic")
public interface CrossZoneTrafficConfig {

    /** Over how long the bytes of flow logs are summed up, in whole hours. */
    @WithDefault("P7D")
    Duration window();

    /** Bytes a month of 730 hours above which a VPC is a finding; the default costs 50 USD at 0.01 a GB for each end. */
    @WithDefault("2500000000000")
    double bytesPerMonth();

    /** What acting costs a person. */
    @WithDefault("PT4H")
    Duration effort();
}
