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

    /** Cost of the traffic by the prices of its region, USD a month, above which a VPC is reported. */
    @WithDefault("50")
    double minimum();

    /**
     * Bytes per month of 730 hours above which a VPC is reported if a price of its region is not known. The default costs
     * 50 USD in us-east-1.
     */
    @WithDefault("656000000000")
    double bytesPerMonth();

    /** Time that a person needs to carry out the remedy. */
    @WithDefault("PT4H")
    Duration effort();
}
