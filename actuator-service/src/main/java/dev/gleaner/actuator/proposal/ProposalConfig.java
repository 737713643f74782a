package dev.gleaner.actuator.proposal;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Proposals to people. */
@ConfigMapping(prefix = "actuator.proposal")
public interface ProposalConfig {

    /** Time for which a plan that was shown can be approved. */
    @WithDefault("P3D")
    Duration expiry();

    /** Time after an expired proposal at which it is made again, if the waste continues. */
    @WithDefault("P1D")
    Duration askAgain();

    /** Time between two checks for proposals without a plan. */
    @WithDefault("1s")
    Duration planInterval();

    /** Delay before a plan that could not be made is tried again. */
    @WithDefault("30s")
    Duration planRetry();

    /**
     * Time after which the guards of an open proposal are evaluated again, for what is shown before a decision. Each
     * evaluation reads the target from AWS; if a remedy needs an idle instance, also its metrics, which CloudWatch charges for.
     */
    @WithDefault("PT6H")
    Duration guardInterval();

    /** Age from which the guards of an open proposal are evaluated again when somebody opens a finding about it. */
    @WithDefault("PT1M")
    Duration guardViewAge();

    /** Opened findings a minute of which the guards are evaluated again at most, for each actuator. */
    @WithDefault("60")
    int guardViews();

    /** Cost of an hour of a person's time in USD. The work list is ordered by savings less effort. */
    @WithDefault("100")
    double hourlyRate();
}
