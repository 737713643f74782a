package dev.gleaner.actuator.execution;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How approved actions are carried out. */
@ConfigMapping(prefix = "actuator.execution")
public interface ExecutionConfig {

    /** How often actions that are due are looked for. */
    @WithDefault("1s")
    Duration interval();

    /**
     * How long an actuator may hold an action before another one takes it over. Longer than an AWS call may take
     * ({@code actuator.aws.call-timeout}), or the service does not start.
     */
    @WithDefault("60s")
    Duration lease();

    /** How long AWS may go on showing the old state after a call, before we believe that no call was made. */
    @WithDefault("30s")
    Duration settle();

    /** How often AWS is asked whether it is done. */
    @WithDefault("5s")
    Duration poll();

    /**
     * How long AWS may show nothing of a step after its call before that fails. While AWS shows that it is at it, that takes
     * longer is only said: log, metric, audit.
     */
    @WithDefault("10m")
    Duration observation();

    /** How many actions an actuator carries out side by side, so that a call that hangs holds up nobody else. */
    @WithDefault("4")
    int parallel();

    /** How long an action waits after AWS failed in a way that passes; twice as long each time that AWS throttles. */
    @WithDefault("15s")
    Duration retry();

    /** How long an action waits after AWS had no capacity for it. */
    @WithDefault("2m")
    Duration capacityRetry();

    /** How many such failures end an action. */
    @WithDefault("5")
    int attempts();

    /** How often AWS may throttle an action before that counts as a failure too. */
    @WithDefault("20")
    int throttles();
}
