package dev.gleaner.local.estate.generator;

import dev.gleaner.local.estate.series.EstateTime;
import dev.gleaner.local.estate.series.SeededRandom;
import dev.gleaner.local.estate.series.SeriesShape;
import dev.gleaner.local.estate.series.SeriesShape.Spikes;
import dev.gleaner.local.estate.series.SeriesShape.Weekly;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Loads with the statistics of recorded ones. Levels, noise, spikes, gaps and daily cycle are taken from the
 * realAWSCloudwatch series of the Numenta Anomaly Benchmark (numenta/NAB at ea702d7; each 4,032 points of five
 * minutes): noise is the standard deviation within an hour divided by the mean, the daily cycle half the range of the
 * hourly means divided by the mean.
 */
final class InstanceLoadFactory {

    /** ec2_cpu_utilization_24ae8d: mean 0.13 %, 0.4 % of its points beyond three times the median, up to 2.34 %. */
    private static final Spikes IDLE_SPIKES = new Spikes(0.004, 2.34);

    /** ec2_cpu_utilization_5f5533: 2.89 over 43.1. */
    private static final double LOADED_NOISE = 0.07;

    /** ec2_cpu_utilization_53ea38: 0.0962 over 1.83. */
    private static final double QUIET_NOISE = 0.05;

    private static final double TRAINING_CPU = 55;

    /** Bytes per five minutes. */
    private static final double TRAINING_BYTES = 8_000_000;

    private static final double FIVE_MINUTES_A_DAY = 288;

    /** elb_request_count_8c0756. */
    private static final double USERS_DAILY_CYCLE = 0.42;

    /** Two gaps of 10 to 20 minutes in a fortnight: ec2_cpu_utilization_825cc2 and _ac20cd. */
    private static final double GAP_FRACTION = 0.0005;

    private InstanceLoadFactory() {}

    /** No work: CPU between 24ae8d (0.13 %) and 53ea38 (1.83 %), some megabytes a day of agents and time servers. */
    static InstanceLoad idle(SeededRandom seededRandom) {
        double cpu = 0.13 + 1.7 * seededRandom.uniform(0);
        double bytes = 3_000 + 3_000 * seededRandom.uniform(1);
        return new InstanceLoad(
                SeriesShape.flat(cpu, QUIET_NOISE).withSpikes(IDLE_SPIKES).withLost(GAP_FRACTION),
                SeriesShape.flat(bytes, QUIET_NOISE).withLost(GAP_FRACTION),
                SeriesShape.flat(bytes / 2, QUIET_NOISE).withLost(GAP_FRACTION));
    }

    /** Constant work: ec2_cpu_utilization_5f5533 (43 %), _825cc2 (90 %), rds_cpu_utilization_cc0c53 (8 %). */
    static InstanceLoad steady(double cpu) {
        return new InstanceLoad(
                SeriesShape.flat(cpu, LOADED_NOISE).withLost(GAP_FRACTION),
                network(cpu * 200_000),
                network(cpu * 300_000));
    }

    /** Work that follows the daily cycle of users. */
    static InstanceLoad followingUsers(double cpu) {
        return steady(cpu).each(shape -> shape.withDaily(USERS_DAILY_CYCLE));
    }

    /** A workstation, used in working hours. */
    static InstanceLoad office(SeededRandom seededRandom) {
        Set<DayOfWeek> workdays =
                Set.of(DayOfWeek.MONDAY, DayOfWeek.TUESDAY, DayOfWeek.WEDNESDAY, DayOfWeek.THURSDAY, DayOfWeek.FRIDAY);
        return working(idle(seededRandom), new Weekly(workdays, LocalTime.of(9, 0), Duration.ofHours(8), 55));
    }

    /** Training with long runs and some pauses. */
    static InstanceLoad training(SeededRandom seededRandom) {
        Set<DayOfWeek> runs = Set.of(DayOfWeek.MONDAY, DayOfWeek.WEDNESDAY, DayOfWeek.FRIDAY, DayOfWeek.SATURDAY);
        return working(idle(seededRandom), new Weekly(runs, LocalTime.of(1, 0), Duration.ofHours(20), 60))
                .withNetwork(network(8_000_000));
    }

    /**
     * Training until some time before the end, and this load since, measured in each five minutes: a stop within hours of the work is refused
     * while one of the few periods since is missing.
     */
    static InstanceLoad until(Duration before, InstanceLoad since) {
        return new InstanceLoad(
                until(before, since.cpu(), TRAINING_CPU),
                until(before, since.networkIn(), TRAINING_BYTES),
                until(before, since.networkOut(), TRAINING_BYTES));
    }

    private static SeriesShape until(Duration before, SeriesShape since, double level) {
        Duration all = Duration.ofDays(365);
        return since.withLost(0)
                .withOnce(List.of(new SeriesShape.Once(EstateTime.before(all), all.minus(before), level)));
    }

    /** Quiet except for work at these times. */
    static InstanceLoad working(InstanceLoad quiet, Weekly work) {
        return quiet.withCpu(quiet.cpu().withWeekly(work));
    }

    /**
     * Of which a monitoring agent, or a scraper of its metrics, gets so many bytes a day: 30 MB of one, 576 MB of 100 kB in each 15 seconds. The
     * answers are a tenth of it.
     */
    static InstanceLoad underAgent(InstanceLoad quiet, double bytesADay) {
        double sent = bytesADay / FIVE_MINUTES_A_DAY;
        return new InstanceLoad(
                quiet.cpu(),
                SeriesShape.flat(sent / 10, QUIET_NOISE).withLost(GAP_FRACTION),
                SeriesShape.flat(sent, QUIET_NOISE).withLost(GAP_FRACTION));
    }

    static SeriesShape network(double bytes) {
        return SeriesShape.flat(bytes, LOADED_NOISE).withLost(GAP_FRACTION);
    }

    /** The load of an instance: CPU in percent, and network in bytes per five minutes. */
    record InstanceLoad(SeriesShape cpu, SeriesShape networkIn, SeriesShape networkOut) {

        /** Applies a change to all three series. */
        InstanceLoad each(UnaryOperator<SeriesShape> change) {
            return new InstanceLoad(change.apply(cpu), change.apply(networkIn), change.apply(networkOut));
        }

        InstanceLoad withCpu(SeriesShape other) {
            return new InstanceLoad(other, networkIn, networkOut);
        }

        InstanceLoad withNetwork(SeriesShape other) {
            return new InstanceLoad(cpu, other, other);
        }
    }
}
