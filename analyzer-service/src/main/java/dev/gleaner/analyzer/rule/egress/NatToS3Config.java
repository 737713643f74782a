package dev.gleaner.analyzer.rule.egress;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits of the rule {@code nat-to-s3}. */
@ConfigMapping(prefix = "analyzer.nat-to-s3")
public interface NatToS3Config {

    /** Period over which the bytes through NAT gateways are summed, in whole hours. */
    @WithDefault("P7D")
    Duration window();

    /** Time that a person needs to carry out the remedy. */
    @WithDefault("PT10M")
    Duration effort();
}
