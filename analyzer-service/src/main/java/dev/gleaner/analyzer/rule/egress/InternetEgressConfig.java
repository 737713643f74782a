package dev.gleaner.analyzer.rule.egress;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When a VPC sends too much to the internet. */
@ConfigMapping(prefix = "analyzer.internet-egress")
public interface InternetEgressConfig {

    /** Over how long the bytes of flow logs are summed up, in whole hours. */
    @WithDefault("P7D")
    Duration window();

    /** Bytes a month of 730 hours above which a VPC is a finding; the default costs 50 USD: 100 GB free, then 0.09 a GB. */
    @WithDefault("656000000000")
    double bytesPerMonth();

    /** What acting costs a person. */
    @WithDefault("PT4H")
    Duration effort();
}
