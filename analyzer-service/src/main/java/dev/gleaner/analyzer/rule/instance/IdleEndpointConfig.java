package dev.gleaner.analyzer.rule.instance;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits of the rule {@code idle-endpoint}. */
@ConfigMapping(prefix = "analyzer.idle-endpoint")
public interface IdleEndpointConfig {

    /** Period without an invocation, in whole hours; a younger endpoint is not reported. */
    @WithDefault("P7D")
    Duration window();

    /** Share of the hours of the period, 0 to 1, whose invocations must be known; a missing hour is not an hour without any. */
    @WithDefault("0.8")
    double coverage();

    /** Time for which an endpoint may be missing in complete listings before too little is known of it. They are made once a day. */
    @WithDefault("P2D")
    Duration unlisted();

    /** Time that a person needs to carry out the remedy. */
    @WithDefault("PT15M")
    Duration effort();
}
