package dev.gleaner.analyzer.rule.storage;

import dev.gleaner.analyzer.rule.storage.schedule.LifecycleSchedule;
import dev.gleaner.analyzer.rule.storage.schedule.ScheduleComparison;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lifecycle rules that save most in a bucket, by measurement.
 *
 * @param reported creation of the report that it rests on
 * @param rules those to put, by what they save
 * @param left prefixes for which a schedule would save as much, with the reason why it is not put
 * @param prefixes number of prefixes of the report
 * @param months over which costs are summed
 */
record LifecyclePlan(Instant reported, List<PrefixPlan> rules, List<String> left, int prefixes, int months) {

    LifecyclePlan {
        rules = List.copyOf(rules);
        left = List.copyOf(left);
    }

    /** What is saved, USD a month. */
    double gain() {
        return rules.stream().mapToDouble(rule -> rule.gain(months)).sum();
    }

    /** What is saved where the reads were measured, USD a month. */
    double measuredGain() {
        return rules.stream()
                .filter(PrefixPlan::isMeasured)
                .mapToDouble(rule -> rule.gain(months))
                .sum();
    }

    /**
     * A rule for a prefix, and for the longer prefixes of the report below it. Costs are USD over the horizon.
     *
     * @param members the prefixes of the report to which the rule applies
     * @param today cost as today
     * @param nothing cost without transitions
     * @param convention cost by the convention; null if none names one of its prefixes, or a price is not known
     * @param cost with the rule
     * @param isMeasured whether it is known of all members how they are read
     * @param firstMoves what is moved within 48 hours
     * @param unpriced objects in classes without a known price, which are in no cost
     */
    record PrefixPlan(
            String prefix,
            List<String> members,
            LifecycleSchedule schedule,
            double today,
            double nothing,
            @Nullable Double convention,
            double cost,
            boolean isMeasured,
            ScheduleComparison.Amount firstMoves,
            ScheduleComparison.Amount unpriced) {

        PrefixPlan {
            members = List.copyOf(members);
        }

        /** What is saved, USD a month. */
        double gain(int months) {
            return (today - cost) / months;
        }

        /** The rule for this prefix and the one of another plan with the same transitions. */
        PrefixPlan with(String common, PrefixPlan other) {
            List<String> all = new ArrayList<>(members);
            all.addAll(other.members);
            Double sum = convention == null || other.convention == null ? null : convention + other.convention;
            return new PrefixPlan(
                    common,
                    all,
                    schedule,
                    today + other.today,
                    nothing + other.nothing,
                    sum,
                    cost + other.cost,
                    isMeasured && other.isMeasured,
                    firstMoves.plus(other.firstMoves.objects(), other.firstMoves.bytes()),
                    unpriced.plus(other.unpriced.objects(), other.unpriced.bytes()));
        }

        /** The same rule for a prefix above it. */
        PrefixPlan at(String above) {
            return new PrefixPlan(
                    above, members, schedule, today, nothing, convention, cost, isMeasured, firstMoves, unpriced);
        }

        boolean hasTransitionsOf(PrefixPlan other) {
            return schedule.hasTransitionsOf(other.schedule);
        }
    }
}
