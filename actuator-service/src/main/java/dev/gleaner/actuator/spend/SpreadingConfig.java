package dev.gleaner.actuator.spend;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The spend that the bills show. */
@ConfigMapping(prefix = "actuator.spend")
public interface SpreadingConfig {

    /**
     * File with the rules by which shared cost (NAT, data transfer, support, tax) is spread over teams, projects and the like;
     * {@code docs/spend.md} describes it. It is read at the start. Without it no cost is spread.
     */
    Optional<Path> spreading();

    /**
     * Time between two checks whether findings or bills have changed, after which the reservations and savings plans are allocated again
     * for what is saved without the resources that they cover.
     */
    @WithDefault("30s")
    Duration allocationInterval();
}
