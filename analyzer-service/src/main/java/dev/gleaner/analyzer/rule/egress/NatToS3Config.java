package dev.gleaner.analyzer.rule.egress;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When a VPC needs a way to S3 of its own. */
@ConfigMapping(prefix = "analyzer.nat-to-s3")
public interface NatToS3Config {

    /** Over how long the bytes through NAT gateways are summed up, in whole hours. */
    @WithDefault("P7D")
    Duration window();

    /** What acting costs a person. */
    @WithDefault("PT10M")
    Duration effort();
}
