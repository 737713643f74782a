package dev.gleaner.analyzer.rule.instance.size;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.inventory.ScalingGroupFacts;
import dev.gleaner.analyzer.profile.inventory.ScalingGroupSnapshot;
import dev.gleaner.analyzer.rule.KnownDaysEvidence;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.RuleName;
import dev.gleaner.analyzer.rule.RuleNumbers;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.RemedyAction;
import dev.gleaner.contracts.recurrence.DayRecurrence;
import dev.gleaner.contracts.recurrence.DaysAtWork;
import dev.gleaner.contracts.recurrence.RecurringDays;
import dev.gleaner.contracts.resource.AcceleratedSeries;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ControllerInstructions;
import dev.gleaner.contracts.resource.GroupCapacityUnit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An Auto Scaling group that keeps more instances than its load needs: their mean CPU is low, and even its busiest hours would fit on fewer of
 * them than it never falls below.
 *
 * @param coverage share of the hours whose load must be known, 0 to 1
 * @param mean below which the mean CPU of all instances must be, percent
 * @param utilization below which the load must stay on fewer instances, percent
 * @param leastInSeveralZones instances that a group in several zones keeps whatever its load is
 * @param unlistedHours for which it may be missing in complete listings
 * @param trainingTags of groups whose number of instances a training run sets, {@code key=value} in lower case
 * @param accelerators types of whose load their CPU tells nothing
 * @param baselines CPU of burstable types that costs no credits, percent by type
 */
public record OversizedFleet(
        int hours,
        double coverage,
        double mean,
        double utilization,
        int leastInSeveralZones,
        int unlistedHours,
        int effortMinutes,
        Set<String> trainingTags,
        AcceleratedSeries accelerators,
        Map<String, Double> baselines)
        implements Rule<ScalingGroupSnapshot> {

    static final RuleName NAME = new RuleName("oversized-fleet", 1);

    private static final double PERCENTILE = 0.99;
    private static final String TERMINATED =
            "the instances that the group terminates, with what runs on them and what is on their local disks; the undo starts new ones";

    public OversizedFleet {
        trainingTags = Set.copyOf(trainingTags);
        baselines = Map.copyOf(baselines);
    }

    /** The rule as configured. */
    public static OversizedFleet of(
            OversizedFleetConfig config,
            Set<String> trainingTags,
            AcceleratedSeries accelerators,
            Map<String, Double> baselines) {
        return new OversizedFleet(
                RuleNumbers.hours(config.window()),
                config.coverage(),
                config.mean(),
                config.utilization(),
                Math.max(1, config.leastInSeveralZones()),
                RuleNumbers.hours(config.unlisted()),
                RuleNumbers.minutes(config.effort()),
                trainingTags,
                accelerators,
                baselines);
    }

    @Override
    public RuleName ruleName() {
        return NAME;
    }

    @Override
    public Verdict evaluate(ScalingGroupSnapshot group) {
        ScalingGroupFacts facts = group.facts();
        if (facts == null) {
            return new Verdict.Nothing("it is not listed");
        }
        String exception = exception(group, facts);
        if (exception != null) {
            return new Verdict.Nothing(exception);
        }
        List<ScalingGroupSnapshot.GroupHour> measured = group.measured(hours);
        double use = measured.stream()
                .mapToDouble(ScalingGroupSnapshot.GroupHour::mean)
                .average()
                .orElse(0);
        if (use >= mean) {
            return new Verdict.Nothing(String.format(
                    Locale.ROOT, "the mean CPU of its instances is %.1f %%, not below %.0f %%", use, mean));
        }
        List<String> missing = missing(group, facts, measured);
        if (!missing.isEmpty()) {
            return group.listed().hoursSeen(hours) < hours
                    ? new Verdict.Nothing("it was first listed or measured less than " + days() + " days ago")
                    : new Verdict.Insufficient(missing);
        }
        GroupLoad load = isScaled(facts)
                ? GroupLoad.of(counted(measured), use, 0)
                : GroupLoad.of(measured, use, group.mostListed(hours));
        int needed = needed(facts, load);
        int kept = kept(facts);
        return needed < kept
                ? new Verdict.Found(
                        () -> evidence(group, facts, load, needed),
                        () -> List.of(
                                remedy(group, facts, needed, counted(measured).size() >= coverage * hours)),
                        prices -> FleetSaving.of(
                                prices,
                                facts,
                                group.region(),
                                (double) (kept - needed) / Math.max(facts.desired(), kept)))
                : new Verdict.Nothing("its busiest hours need the " + kept + " instances that it keeps");
    }

    /**
     * The days of the last two months on which the load needed more instances than these. Policies start instances when the load grows, so
     * that no work of a group with them ends.
     */
    private DaysAtWork daysAbove(ScalingGroupSnapshot group, ScalingGroupFacts facts, int needed) {
        return group.daysAtLoad(needed * limit(facts));
    }

    /** Why the rule does not apply to such a group; null if it does, or if that is not known. */
    private @Nullable String exception(ScalingGroupSnapshot group, ScalingGroupFacts facts) {
        if (!facts.state().isEmpty()) {
            return "it is being deleted: " + facts.state();
        }
        String unit = facts.capacityUnit();
        if (unit != null && !unit.equals(GroupCapacityUnit.INSTANCE)) {
            return "its capacity is counted in "
                    + (unit.equals(GroupCapacityUnit.WEIGHT) ? "weights of its instance types" : unit)
                    + ", not in instances";
        }
        int least = least(facts);
        if (kept(facts) <= least) {
            return "it keeps " + kept(facts) + " instances, and " + least + " in " + facts.zones()
                    + " zones are kept whatever the load is";
        }
        Optional<String> accelerated = facts.members().stream()
                .filter(member -> gpus(member) > 0 || accelerators.includes(member.type()))
                .map(ScalingGroupFacts.LaunchedMembers::type)
                .findFirst();
        if (accelerated.isPresent()) {
            return "it has instances with accelerators, of whose load their CPU tells nothing: " + accelerated.get();
        }
        Long created = group.createdMillis();
        return created != null && group.hour().endMillis() - created < hours * Hour.MILLIS
                ? "it was created in the last " + days() + " days"
                : null;
    }

    private int days() {
        return Math.max(1, hours / Hour.PER_DAY);
    }

    private List<String> missing(
            ScalingGroupSnapshot group, ScalingGroupFacts facts, List<ScalingGroupSnapshot.GroupHour> measured) {
        List<String> missing = new ArrayList<>();
        if (facts.policies() == null || facts.schedules() == null) {
            missing.add("what changes its size: the permissions autoscaling:DescribePolicies and"
                    + " autoscaling:DescribeScheduledActions");
        }
        if (facts.capacityUnit() == null) {
            missing.add("in what its capacity is counted, in instances or in other units");
        }
        int known = facts.members().stream()
                .filter(member -> size(member).isPresent())
                .mapToInt(ScalingGroupFacts.LaunchedMembers::count)
                .sum();
        if (known == 0 || known < facts.instances()) {
            missing.add("the types of " + (facts.instances() - known) + " of its " + facts.instances() + " instances");
        }
        if (measured.size() < coverage * hours) {
            missing.add("the CPU load of its instances in " + (hours - measured.size()) + " of " + hours + " hours");
        }
        if (counted(measured).size() < coverage * hours
                && (isScaled(facts) || group.daysListed(hours) < coverage * hours / Hour.PER_DAY)) {
            missing.add("how many instances were in service in "
                    + (hours - counted(measured).size()) + " of " + hours
                    + " hours: " + enableMetrics(group));
        }
        Long last = group.lastListed();
        if (last != null && group.hour().endMillis() - last > unlistedHours * Hour.MILLIS) {
            missing.add("a listing that shows it: those after " + Instant.ofEpochMilli(last)
                    + " do not, so it may have been deleted");
        }
        return missing;
    }

    /** The hours in which the number of instances in service is known. */
    private static List<ScalingGroupSnapshot.GroupHour> counted(List<ScalingGroupSnapshot.GroupHour> measured) {
        return measured.stream().filter(hour -> hour.inService().isPresent()).toList();
    }

    /** The number of instances that the group does not fall below by itself. */
    private static int kept(ScalingGroupFacts facts) {
        return isScaled(facts) ? facts.minimum() : facts.desired();
    }

    /** Whether its number of instances is known to change by itself. */
    private static boolean isScaled(ScalingGroupFacts facts) {
        Integer policies = facts.policies();
        Integer schedules = facts.schedules();
        return (policies != null && policies > 0) || (schedules != null && schedules > 0);
    }

    private int least(ScalingGroupFacts facts) {
        return facts.zones() > 1 ? leastInSeveralZones : 1;
    }

    private static Optional<InstanceSize> size(ScalingGroupFacts.LaunchedMembers member) {
        return InstanceSizeTable.bundled().of(member.type());
    }

    private static int gpus(ScalingGroupFacts.LaunchedMembers member) {
        return size(member).map(size -> size.gpus().count()).orElse(0);
    }

    /** The least number of instances on which the load of the busiest hours stays below the limit. */
    private int needed(ScalingGroupFacts facts, GroupLoad load) {
        return Math.max(least(facts), (int) Math.floor(load.busiest() / limit(facts)) + 1);
    }

    /** Above its baseline a burstable type spends credits, of which fewer instances earn fewer. */
    private double limit(ScalingGroupFacts facts) {
        return facts.members().stream()
                .mapToDouble(member -> baselines.getOrDefault(member.type(), utilization))
                .reduce(utilization, Math::min);
    }

    private List<Evidence> evidence(ScalingGroupSnapshot group, ScalingGroupFacts facts, GroupLoad load, int needed) {
        double share = RuleNumbers.to3((double) load.known() / hours);
        List<Evidence> evidence = new ArrayList<>(List.of(
                new Evidence(isScaled(facts) ? "minimum" : "instances", kept(facts), "count", null, 1, 1),
                new Evidence("instances needed", needed, "count", (double) kept(facts), 1, 1),
                new Evidence("mean CPU", RuleNumbers.to3(load.mean()), "percent", mean, load.known(), share),
                new Evidence(
                        "CPU p99 on the instances needed",
                        RuleNumbers.to3(load.busiest() / needed),
                        "percent",
                        limit(facts),
                        load.known(),
                        share)));
        if (!isScaled(facts)) {
            evidence.add(KnownDaysEvidence.history(daysAbove(group, facts, needed)));
        }
        return evidence;
    }

    private static String enableMetrics(ScalingGroupSnapshot group) {
        return "aws autoscaling enable-metrics-collection --region " + group.region() + " --auto-scaling-group-name "
                + groupName(group) + " --granularity 1Minute --metrics GroupInServiceInstances";
    }

    /**
     * What restores the size of the group has to be changed instead of the group.
     *
     * @param isCounted whether the number of instances is known by the hour, and not by daily listings
     */
    private Remedy remedy(ScalingGroupSnapshot group, ScalingGroupFacts facts, int needed, boolean isCounted) {
        String size = needed + (needed == 1 ? " instance" : " instances");
        Map<String, String> tags = facts.tags() == null ? Map.of() : facts.tags();
        Optional<String> owner =
                ControllerInstructions.sizeOfGroup(group.controller(), Arn.parse(group.resource()), tags, needed);
        if (owner.isPresent()) {
            return Remedy.advice("Let the group keep " + size
                    + ". What owns it would restore its size, so change that: " + owner.get());
        }
        String reason = reason(group, facts, tags);
        if (!reason.isEmpty()) {
            return Remedy.advice("Let the group keep " + size + ". " + reason);
        }
        DaysAtWork above = daysAbove(group, facts, needed);
        Optional<DayRecurrence> recurrence = isScaled(facts) ? Optional.empty() : RecurringDays.of(above);
        if (recurrence.isPresent()) {
            return Remedy.advice("Let the group keep " + size
                    + " between the days of its work, which recurs: it needed more on "
                    + recurrence.get().dates()
                    + ". Start the instances for these days by scheduled actions (aws autoscaling"
                    + " put-scheduled-update-group-action --region " + group.region() + " --auto-scaling-group-name "
                    + groupName(group) + "), or by a scaling policy, before the group keeps fewer.");
        }
        return Remedy.of(
                RemedyAction.SET_SCALING_BOUNDS,
                Map.of(
                        "minimum",
                        Integer.toString(Math.min(needed, facts.minimum())),
                        "desired",
                        Integer.toString(needed),
                        "utilization",
                        Integer.toString((int) Math.max(1, limit(facts)))),
                List.of(TERMINATED),
                "Set the minimum and the desired number of instances to " + needed
                        + "; the maximum stays. The group terminates the others. "
                        + (isScaled(facts)
                                ? "Its scaling policies start instances again when the load grows."
                                : "No scaling policy starts instances again when the load grows: add one, or watch the load."
                                        + KnownDaysEvidence.caution(above))
                        + (isCounted
                                ? ""
                                : " The action needs the number of instances of the last day, so a day before you approve it: "
                                        + enableMetrics(group) + ".")
                        + " Memory, disks and network are not measured. The undo restores both numbers, and the group starts new instances.");
    }

    /** Why the group cannot be changed by an action, with what to do; empty if it can. */
    private String reason(ScalingGroupSnapshot group, ScalingGroupFacts facts, Map<String, String> tags) {
        if (!group.controller().isEmpty()) {
            return "It belongs to " + group.controller() + ", which has to be changed.";
        }
        Integer schedules = facts.schedules();
        if (schedules != null && schedules > 0) {
            return "Its scheduled actions set its size, so change their MinSize and DesiredCapacity: aws autoscaling"
                    + " describe-scheduled-actions --region " + group.region() + " --auto-scaling-group-name "
                    + groupName(group) + ", then put-scheduled-update-group-action for each.";
        }
        if (isTraining(tags)) {
            return "By its tags it trains models, and a run needs all instances that it was started with: change the number between two runs.";
        }
        return facts.suspended().isEmpty()
                ? ""
                : "Its processes " + String.join(", ", facts.suspended())
                        + " are suspended: find out why, and resume them first.";
    }

    private boolean isTraining(Map<String, String> tags) {
        return tags.entrySet().stream()
                .anyMatch(tag -> trainingTags.contains(
                        (tag.getKey() + "=" + tag.getValue().strip()).toLowerCase(Locale.ROOT)));
    }

    private static String groupName(ScalingGroupSnapshot group) {
        return "'" + Arn.parse(group.resource()).scalingGroupName().orElseThrow() + "'";
    }

    /**
     * The load of a group in a period.
     *
     * @param mean of all instances, percent
     * @param busiest 99th percentile of the load of the busiest five minutes of each hour, percent of one instance
     * @param known number of hours
     */
    private record GroupLoad(double mean, double busiest, int known) {

        /**
         * Of the hours of a group.
         *
         * @param mostListed number of instances where that in service is not known
         */
        static GroupLoad of(List<ScalingGroupSnapshot.GroupHour> measured, double mean, long mostListed) {
            double[] loads = measured.stream()
                    .mapToDouble(hour -> hour.peak() * hour.inService().orElse(mostListed))
                    .sorted()
                    .toArray();
            int rank = (int) Math.ceil(PERCENTILE * loads.length);
            return new GroupLoad(mean, rank < 1 ? 0 : loads[rank - 1], loads.length);
        }
    }
}
