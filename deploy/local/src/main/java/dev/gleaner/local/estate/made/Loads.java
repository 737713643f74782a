package dev.gleaner.local.estate.made;

import dev.gleaner.local.estate.Noise;
import dev.gleaner.local.estate.Shape;
import dev.gleaner.local.estate.Shape.Spikes;
import dev.gleaner.local.estate.Shape.Weekly;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.util.Set;

/**
 * Loads as recorded ones look. Levels, noise, spikes, gaps and daily cycle are statistics of the Numenta Anomaly
 * Benchmark's realAWSCloudwatch series (numenta/NAB at ea702d7; each 4,032 points of five minutes): noise is the
 * standard deviation within an hour over the mean, the daily cycle half the range of the mean hours of day over the
 * mean.
 */
final class Loads {

    /** ec2_cpu_utilization_24ae8d: mean 0.13 %, 0.4 % of its points beyond three times the median, up to 2.34 %. */
    private static final Spikes IDLE_SPIKES = new Spikes(0.004, 2.34);

    /** ec2_cpu_utilization_5f5533: 2.89 over 43.1. */
    private static final double LOADED_NOISE = 0.07;

    /** ec2_cpu_utilization_53ea38: 0.0962 over 1.83. */
    private static final double QUIET_NOISE = 0.05;

    /** elb_request_count_8c0756. */
    private static final double USERS_DAILY_CYCLE = 0.42;

    /** Two gaps of 10 to 20 minutes in a fortnight: ec2_cpu_utilization_825cc2 and _ac20cd. */
    private static final double LOST = 0.0005;

    private Loads() {}

    /** Nothing: CPU between 24ae8d (0.13 %) and 53ea38 (1.83 %), some megabytes a day of agents and time servers. */
    static Load idle(Noise noise) {
        double cpu = 0.13 + 1.7 * noise.uniform(0);
        double bytes = 3_000 + 3_000 * noise.uniform(1);
        return new Load(
                Shape.flat(cpu, QUIET_NOISE).withSpikes(IDLE_SPIKES).withLost(LOST),
                Shape.flat(bytes, QUIET_NOISE).withLost(LOST),
                Shape.flat(bytes / 2, QUIET_NOISE).withLost(LOST));
    }

    /** Work at this level all day: ec2_cpu_utilization_5f5533 (43 %), _825cc2 (90 %), rds_cpu_utilization_cc0c53 (8 %). */
    static Load steady(double cpu) {
        return new Load(Shape.flat(cpu, LOADED_NOISE).withLost(LOST), network(cpu * 200_000), network(cpu * 300_000));
    }

    /** Work that follows its users. */
    static Load followingUsers(double cpu) {
        return steady(cpu).each(shape -> shape.withDaily(USERS_DAILY_CYCLE));
    }

    /** A person's machine, used in working hours. */
    static Load office(Noise noise) {
        Set<DayOfWeek> workdays =
                Set.of(DayOfWeek.MONDAY, DayOfWeek.TUESDAY, DayOfWeek.WEDNESDAY, DayOfWeek.THURSDAY, DayOfWeek.FRIDAY);
        return working(idle(noise), new Weekly(workdays, LocalTime.of(9, 0), Duration.ofHours(8), 35));
    }

    /** A trainer with long runs and some pauses. */
    static Load training(Noise noise) {
        Set<DayOfWeek> runs = Set.of(DayOfWeek.MONDAY, DayOfWeek.WEDNESDAY, DayOfWeek.FRIDAY, DayOfWeek.SATURDAY);
        return working(idle(noise), new Weekly(runs, LocalTime.of(1, 0), Duration.ofHours(20), 60))
                .withNetwork(network(8_000_000));
    }

    /** Otherwise quiet, but at work at these times. */
    static Load working(Load quiet, Weekly work) {
        return quiet.withCpu(quiet.cpu().withWeekly(work));
    }

    static Shape network(double bytes) {
        return Shape.flat(bytes, LOADED_NOISE).withLost(LOST);
    }
}
