package dev.gleaner.actuator.guard;

import dev.gleaner.actuator.action.SetScalingBounds;
import dev.gleaner.actuator.action.TargetPrecondition;
import dev.gleaner.actuator.aws.evidence.LongTermUse;
import dev.gleaner.contracts.finding.IdlenessLimits;
import dev.gleaner.contracts.recurrence.DaysAtWork;
import dev.gleaner.contracts.recurrence.RecurringDays;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Refuses to stop or delete what is at work on days that recur, or was used on one of the days without use on which the finding rests:
 * the analyzer of a fresh installation knows only a few days. What was not read, or not completely, counts as work.
 */
record RecurringWorkGuard() implements Guard.Refusing {

    static final String NAME = "recurring-work";

    private static final Duration DAY = Duration.ofDays(1);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean appliesTo(GuardContext guardContext) {
        boolean isOfInstance = guardContext.demands().contains(TargetPrecondition.IDLE)
                && guardContext.instance().isPresent()
                && !guardContext.isStoppedAsPlanned()
                && restsOnDays(guardContext.order().idleness());
        return isOfInstance || guardContext.demands().contains(TargetPrecondition.LONG_UNUSED);
    }

    /** A GPU host that is idle by the minute is stopped between its jobs, and started for the next one. */
    private static boolean restsOnDays(@Nullable IdlenessLimits limits) {
        return limits == null || limits.window().compareTo(DAY) >= 0;
    }

    @Override
    public Optional<String> refuse(GuardContext guardContext) {
        LongTermUse use = guardContext.fresh().longTermUse();
        if (use instanceof LongTermUse.GroupLoads loads) {
            return refuse(loads, SetScalingBounds.loadAbove(guardContext.order().parameters()));
        }
        if (use instanceof LongTermUse.Known known) {
            return recentUse(known)
                    .or(() -> RecurringDays.of(known.days())
                            .map(recurrence -> "its work recurs: it was at work on " + recurrence.dates()
                                    + ", and the next day may be up to " + recurrence.until()));
        }
        return Optional.of(
                use instanceof LongTermUse.Unreadable unreadable
                        ? "it is not known whether its work recurs: " + unreadable.why()
                        : "it is not known whether its work recurs: its use in the last " + DaysAtWork.DAYS
                                + " days was not read");
    }

    private static Optional<String> refuse(LongTermUse.GroupLoads loads, OptionalDouble load) {
        if (load.isEmpty()) {
            return Optional.of(
                    "it is not known whether its work recurs: the plan does not tell what load it leaves room for");
        }
        return loads.isScaled()
                ? Optional.empty()
                : refuseUncounted(loads, load.getAsDouble())
                        .or(() -> RecurringDays.of(loads.daysAt(load.getAsDouble()))
                                .map(recurrence -> "its work recurs: it needed more instances on " + recurrence.dates()
                                        + ", and no scaling policy starts them for the next day, up to "
                                        + recurrence.until()));
    }

    private static Optional<String> refuseUncounted(LongTermUse.GroupLoads loads, double load) {
        return loads.lastDayPossiblyAt(load)
                .map(
                        day ->
                                "it is not known whether its work recurs: CloudWatch does not show how many instances had the load of "
                                        + day
                                        + ", and as many as the group may have would have needed more than the plan leaves. The metric"
                                        + " GroupInServiceInstances of AWS/AutoScaling tells it from the day on which it is enabled");
    }

    private static Optional<String> recentUse(LongTermUse.Known known) {
        OptionalInt since = known.days().sinceWork();
        return Guard.Refusing.refuseIf(
                since.isPresent() && since.getAsInt() < known.judged(),
                "it was used " + since.orElse(0) + " days ago, within the last " + known.judged() + " days");
    }

    @Override
    public String lift(GuardContext guardContext) {
        return "Wait until the next day of its work has passed without any. Where its work goes on, approve a schedule of an instance"
                + " instead, start the instances of a group by scheduled actions, or move the work elsewhere first.";
    }
}
