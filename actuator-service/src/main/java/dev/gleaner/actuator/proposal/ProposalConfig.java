package dev.gleaner.actuator.proposal;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How people are asked. */
@ConfigMapping(prefix = "actuator.proposal")
public interface ProposalConfig {

    /** How long a plan that was shown can be approved. */
    @WithDefault("P3D")
    Duration expiry();

    /** How long after an expired proposal the same is asked again, if the waste goes on. */
    @WithDefault("P1D")
    Duration askAgain();

    /** How often proposals without a plan are looked at. */
    @WithDefault("1s")
    Duration planInterval();

    /** How long to wait before a plan that could not be made is tried again. */
    @WithDefault("30s")
    Duration planRetry();

    /** What an hour of a person's time costs, USD: the work list orders by dollars less effort. */
    @WithDefault("100")
    double hourlyRate();
}
