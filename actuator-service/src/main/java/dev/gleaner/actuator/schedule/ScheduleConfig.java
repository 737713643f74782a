package dev.gleaner.actuator.schedule;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Execution of instance schedules. */
@ConfigMapping(prefix = "actuator.schedule")
public interface ScheduleConfig {

    /** Time between two checks for stops and starts that are due. */
    @WithDefault("10s")
    Duration interval();

    /**
     * Largest delay with which a stop is still made, for example after all actuators were down. Later ones are skipped. A
     * start is made as long as its hours last, and at least with this delay.
     */
    @WithDefault("1h")
    Duration late();

    /**
     * Delay before a stop that was refused because the instance was at work, or a start that failed, is tried again.
     */
    @WithDefault("10m")
    Duration retry();
}
