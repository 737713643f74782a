package dev.gleaner.analyzer.profile.inventory;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.history.CounterKey;
import dev.gleaner.analyzer.profile.history.HourlyCounterHistory;
import dev.gleaner.contracts.recurrence.DaysAtWork;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What was known of an Auto Scaling group and of the load of its instances at the end of an hour.
 *
 * <p>CloudWatch has the mean of the load of all instances of a group by five minutes, and the number of those in service only of groups whose
 * metrics are enabled. Source: Amazon EC2 Auto Scaling User Guide, "Amazon CloudWatch metrics for Amazon EC2 Auto Scaling".
 */
public record ScalingGroupSnapshot(InventorySnapshot<ScalingGroupFacts, HourlyCounterHistory> listed)
        implements ListedInput {

    static final String CPU = "AWS/EC2 CPUUtilization";
    static final String IN_SERVICE = "AWS/AutoScaling GroupInServiceInstances";

    /** The metrics that are needed, as signals name them. */
    static final Set<String> METRICS = Set.of(CPU, IN_SERVICE);

    /** Sum of the loads of the periods of an hour, in hundredths of a percent. */
    static final CounterKey CPU_SUM = CounterKey.ofMetric("", CPU);

    /** Number of the periods of an hour whose load is known. */
    static final CounterKey CPU_PERIODS = CounterKey.ofMetric("", CPU + " Periods");

    /** The largest load of a period of an hour, in hundredths of a percent, rounded up. */
    static final CounterKey CPU_MAXIMUM = CounterKey.ofMetric("", CPU + " Maximum");

    /** The largest number of instances in service in an hour. */
    static final CounterKey IN_SERVICE_MAXIMUM = CounterKey.ofMetric("", IN_SERVICE + " Maximum");

    /** The largest number of instances in the listings of an hour. */
    static final CounterKey LISTED_MAXIMUM = CounterKey.ofMetric("", "listed instances");

    /** In which loads are kept, of a percent. */
    static final int HUNDREDTHS = 100;

    /** Whether metrics are requested at all is not for each group to tell. */
    @Override
    public @Nullable String notApplicable(int hours) {
        String reason = listed.notApplicable(hours);
        return reason == null && measured(hours).isEmpty() ? "the load of its instances is not read" : reason;
    }

    /** What it looked like; null when it was not seen yet or is gone. */
    public @Nullable ScalingGroupFacts facts() {
        return listed.facts();
    }

    /** The last hours, the evaluated one included, of which the load is known, ascending by time. */
    public List<GroupHour> measured(int hours) {
        long[] peaks = hourly(CPU_MAXIMUM, hours);
        long[] sums = hourly(CPU_SUM, hours);
        long[] periods = hourly(CPU_PERIODS, hours);
        long[] inService = hourly(IN_SERVICE_MAXIMUM, hours);
        List<GroupHour> measured = new ArrayList<>();
        for (int i = 0; i < hours; i++) {
            if (peaks[i] >= 0 && periods[i] > 0) {
                measured.add(new GroupHour(
                        (double) sums[i] / periods[i] / HUNDREDTHS,
                        (double) peaks[i] / HUNDREDTHS,
                        inService[i] < 0 ? OptionalLong.empty() : OptionalLong.of(inService[i])));
            }
        }
        return measured;
    }

    /**
     * On which of the last days its load needed at least this much in an hour, the day of the evaluated hour included.
     *
     * @param load percent of one instance
     */
    public DaysAtWork daysAtLoad(double load) {
        return listed.history().daysUsed(hour(), load);
    }

    /**
     * The mean load of the busiest of the last hours up to one, in percent of one instance, rounded up; empty if no load is known, or not of how many
     * instances. A peak of minutes is no work that has to be kept from an end.
     */
    public static OptionalLong busiestHour(HourlyCounterHistory counters, Hour last, int hours) {
        long[] sums = counters.hourly(last, hours, CPU_SUM);
        long[] periods = counters.hourly(last, hours, CPU_PERIODS);
        long[] inService = counters.hourly(last, hours, IN_SERVICE_MAXIMUM);
        long listed = Arrays.stream(counters.hourly(last, hours, LISTED_MAXIMUM))
                .max()
                .orElse(-1);
        return IntStream.range(0, hours)
                .filter(hour -> periods[hour] > 0 && Math.max(inService[hour], listed) >= 0)
                .mapToLong(hour -> (long) Math.ceil((double) sums[hour]
                        / periods[hour]
                        / HUNDREDTHS
                        * (inService[hour] < 0 ? listed : inService[hour])))
                .max();
    }

    /** The largest number of instances that a listing of the last hours showed; 0 if there was none. */
    public long mostListed(int hours) {
        return Math.max(0, Arrays.stream(hourly(LISTED_MAXIMUM, hours)).max().orElse(0));
    }

    /** In how many periods of 24 of the last hours a listing showed it. */
    public int daysListed(int hours) {
        long[] listings = hourly(LISTED_MAXIMUM, hours);
        return (int) IntStream.range(0, hours)
                .filter(hour -> listings[hour] >= 0)
                .map(hour -> (hours - 1 - hour) / Hour.PER_DAY)
                .distinct()
                .count();
    }

    /** The value in each of the last hours, the evaluated one included, ascending by time; -1 where it is not known. */
    private long[] hourly(CounterKey counter, int hours) {
        return listed.history().hourly(hour(), hours, counter);
    }

    /**
     * The load of the instances of a group in an hour.
     *
     * @param mean of all instances, percent
     * @param peak the largest mean of all instances in five minutes, percent
     * @param inService the largest number of instances in service; empty if not known
     */
    public record GroupHour(double mean, double peak, OptionalLong inService) {}
}
