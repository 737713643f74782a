package dev.gleaner.analyzer.rule.egress;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits of the rule {@code internet-egress}. */
@ConfigMapping(prefix = "analyzer.internet-egress")
public interface InternetEgressConfig {

    /** Period over which the bytes of flow logs are summed, in whole hours. */
    @WithDefault("P7D")
    Duration window();

    /**
     * Bytes per month of 730 hours above which a VPC is reported. The default costs 50 USD: 100 GB are free, further
     * ones cost 0.09 per GB.
     */
    @WithDefault("656000000000")
    double bytesPerMonth();

    /** Time that a person needs to carry out the remedy. */
    @WithDefault("PT4H")
    Duration effort();
}
