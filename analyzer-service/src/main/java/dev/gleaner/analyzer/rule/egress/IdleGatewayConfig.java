package dev.gleaner.analyzer.rule.egress;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits of the rule {@code idle-gateway}. */
@ConfigMapping(prefix = "analyzer.idle-gateway")
public interface IdleGatewayConfig {

    /** Period over which the bytes of a NAT gateway are summed, in whole hours; a younger one is not reported. */
    @WithDefault("P14D")
    Duration window();

    /** Bytes in both directions in the period from which a NAT gateway counts as used. */
    @WithDefault("1000000000")
    double bytes();

    /** Share of the hours of the period, 0 to 1, that need a value; a missing hour is not an hour without bytes. */
    @WithDefault("0.8")
    double coverage();

    /** Time for which a NAT gateway may be missing in complete listings before too little is known of it. */
    @WithDefault("P1D")
    Duration unlisted();

    /** Time that a person needs to carry out the remedy. */
    @WithDefault("PT30M")
    Duration effort();
}
