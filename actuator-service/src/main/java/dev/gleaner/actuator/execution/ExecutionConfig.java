package dev.gleaner.actuator.execution;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Execution of approved actions. */
@ConfigMapping(prefix = "actuator.execution")
public interface ExecutionConfig {

    /** Time between two checks for actions that are due. */
    @WithDefault("1s")
    Duration interval();

    /**
     * Time for which an actuator holds an action before another one may take it over. It must be longer than {@code
     * actuator.aws.call-timeout}; otherwise the service does not start.
     */
    @WithDefault("60s")
    Duration lease();

    /** Time for which AWS may show the old state after a call, before the call counts as not made. */
    @WithDefault("30s")
    Duration settle();

    /** Time between two inspections of a target while AWS applies a change. */
    @WithDefault("5s")
    Duration poll();

    /**
     * Time after a call in which AWS must show an effect; otherwise the step fails. If AWS shows that the change is in
     * progress, the delay is only reported in log, metrics and audit.
     */
    @WithDefault("10m")
    Duration observation();

    /** Number of actions that an actuator executes at the same time. */
    @WithDefault("4")
    int parallel();

    /** Delay of an action after a transient failure of AWS. It doubles each time that AWS throttles. */
    @WithDefault("15s")
    Duration retry();

    /** Delay of an action after AWS had insufficient capacity. */
    @WithDefault("2m")
    Duration capacityRetry();

    /** Number of such failures after which an action ends. */
    @WithDefault("5")
    int attempts();

    /** Number of times that AWS may throttle an action, after which throttling counts as a failure. */
    @WithDefault("20")
    int throttles();
}
