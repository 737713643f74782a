package dev.gleaner.analyzer.rule.instance;

import dev.gleaner.analyzer.profile.Snapshot;
import java.util.function.Function;

/**
 * What an hour at work is. Percent is 0-100, a part 0-1; see {@link WorkConfig}.
 *
 * @param hours looked back
 */
record WorkLimits(
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
        TypeTable baselines)
        implements Function<Snapshot, WorkHours> {

    static WorkLimits of(WorkConfig config, int hours) {
        return new WorkLimits(
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
                TypeTable.baselines());
    }

    /** The hours at work of an instance; use {@link Snapshot#derived} to compute them once. */
    @Override
    public WorkHours apply(Snapshot snapshot) {
        return new WorkHours(snapshot, this);
    }
}
