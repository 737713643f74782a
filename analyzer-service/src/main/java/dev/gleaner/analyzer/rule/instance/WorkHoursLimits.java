package dev.gleaner.analyzer.rule.instance;

import dev.gleaner.analyzer.profile.InstanceSnapshot;
import java.util.function.Function;

/**
 * What an hour at work is. Percent is 0-100, a part 0-1; see {@link WorkHoursConfig}.
 *
 * @param hours looked back
 */
record WorkHoursLimits(
        int hours,
        double busy,
        double peak,
        double aboveQuiet,
        double quietPercentile,
        double baseline,
        double network,
        double samples,
        int recurringDays,
        double recurringWorkingDays,
        InstanceTypeTable baselines)
        implements Function<InstanceSnapshot, WorkHours> {

    static WorkHoursLimits of(WorkHoursConfig config, int hours) {
        return new WorkHoursLimits(
                hours,
                config.busy(),
                config.peak(),
                config.aboveQuiet(),
                config.quietPercentile(),
                config.baseline(),
                config.network(),
                config.samples(),
                config.recurringDays(),
                config.recurringWorkingDays(),
                InstanceTypeTable.baselines());
    }

    /** The hours at work of an instance; use {@link InstanceSnapshot#derived} to compute them once. */
    @Override
    public WorkHours apply(InstanceSnapshot snapshot) {
        return new WorkHours(snapshot, this);
    }
}
