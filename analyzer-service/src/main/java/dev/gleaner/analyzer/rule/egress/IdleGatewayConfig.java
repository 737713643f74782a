package dev.gleaner.analyzer.rule.egress;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits of the rule {@code idle-gateway}. */
@ConfigMapping(prefix = "analyzer.idle-gateway")
public interface IdleGatewayConfig {

    /** Period over which the bytes of a gateway are summed, in whole hours; a younger one is not reported. */
    @WithDefault("P14D")
    Duration window();

    /** Bytes in both directions in the period from which a NAT gateway counts as used. */
    @WithDefault("1000000000")
    double bytes();

    /**
     * Bytes in both directions in the period from which an interface endpoint or a load balancer counts as used. Scanners reach
     * load balancers that face the internet, so that a larger number finds more of these.
     */
    @WithDefault("1")
    double otherBytes();

    /** Share of the hours of the period, 0 to 1, that need a value; a missing hour is not an hour without bytes. */
    @WithDefault("0.8")
    double coverage();

    /**
     * Time for which a NAT gateway or an interface endpoint may be missing in complete listings before too little is known of
     * it.
     */
    @WithDefault("P1D")
    Duration unlisted();

    /** The same of load balancers, which are listed once a day by default. */
    @WithDefault("P2D")
    Duration unlistedLoadBalancers();

    /** Time that a person needs to carry out the remedy. */
    @WithDefault("PT30M")
    Duration effort();
}
