package dev.gleaner.actuator.guard;

import dev.gleaner.actuator.aws.Checkpoint;
import dev.gleaner.actuator.aws.HourlyCpu;
import dev.gleaner.actuator.aws.HourlyTraffic;

/**
 * What was read of a target just before.
 *
 * @param cpu its use in the last hours
 * @param traffic its network traffic in the same hours
 * @param checkpoint its newest checkpoint, where it says where they are
 */
public record Fresh(HourlyCpu cpu, HourlyTraffic traffic, Checkpoint checkpoint) {}
