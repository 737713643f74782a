package dev.gleaner.actuator.schedule;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How schedules of instances are kept. */
@ConfigMapping(prefix = "actuator.schedule")
public interface ScheduleConfig {

    /** How often it is looked which times have come. */
    @WithDefault("10s")
    Duration interval();

    /** How late a stop or start may be made up for, as after a time in which no actuator ran; later it is left out. */
    @WithDefault("1h")
    Duration late();

    /** How long after a stop that was refused, as the instance still worked, or a start that failed, it is tried again. */
    @WithDefault("10m")
    Duration retry();
}
