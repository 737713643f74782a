package dev.gleaner.analyzer.rule.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.fixture.Savings;
import dev.gleaner.analyzer.fixture.Sights;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.history.HourlyCounterHistory;
import dev.gleaner.analyzer.profile.inventory.InventoryProfile;
import dev.gleaner.analyzer.profile.inventory.InventoryProfileMapper;
import dev.gleaner.analyzer.profile.inventory.ScalingGroupFacts;
import dev.gleaner.analyzer.profile.inventory.ScalingGroupMetrics;
import dev.gleaner.analyzer.profile.inventory.ScalingGroupSnapshot;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.analyzer.rule.instance.size.OversizedFleet;
import dev.gleaner.analyzer.rule.instance.size.OversizedFleetConfig;
import dev.gleaner.analyzer.rule.training.TrainingHostConfig;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.LaunchedInstances;
import dev.gleaner.contracts.signal.proto.Metric;
import dev.gleaner.contracts.signal.proto.MetricSet;
import dev.gleaner.contracts.signal.proto.ScalingGroup;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.test.SeededTest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OversizedFleetTest {

    private static final int HOURS = 14 * Hour.PER_DAY;
    private static final int PERIODS = 12;
    private static final String SOURCE = "get-metric-data-scaling-groups";
    private static final String CPU = "AWS/EC2 CPUUtilization";
    private static final String IN_SERVICE = "AWS/AutoScaling GroupInServiceInstances";
    private static final String GROUP = "arn:aws:autoscaling:" + Signals.REGION + ":" + Signals.ACCOUNT
            + ":autoScalingGroup:u-1:autoScalingGroupName/workers";
    private static final InventoryProfileMapper<ScalingGroupFacts, HourlyCounterHistory> GROUPS =
            new InventoryProfileMapper<>(
                    "fleet ",
                    arn -> true,
                    ScalingGroupFacts.class,
                    () -> new HourlyCounterHistory(1, ScalingGroupSnapshot::busiestHour));

    @Test
    void shouldFindAGroupThatItsLoadDoesNotNeed() {
        InventoryProfile<ScalingGroupFacts, HourlyCounterHistory> group = listed(members(6));
        measure(group, 0, HOURS, 9, 24, 6);

        Verdict.Found found = (Verdict.Found) judge(group);

        // 24 % of 6 instances are 144 % of one, and 72 % of two.
        assertThat(found.evidence())
                .containsExactly(
                        new Evidence("instances", 6, "count", null, 1, 1),
                        new Evidence("instances needed", 2, "count", 6.0, 1, 1),
                        new Evidence("mean CPU", 10.25, "percent", 15.0, HOURS, 1),
                        new Evidence("CPU p99 on the instances needed", 72, "percent", 80.0, HOURS, 1),
                        new Evidence("history", 13, "days", 35.0, 13, 0.21));
        assertThat(Savings.of(found).basis()).startsWith("hours of 4 ");
        assertThat(found.remedies()).singleElement().satisfies(remedy -> {
            assertThat(remedy.action()).isEqualTo("set-scaling-bounds");
            assertThat(remedy.reversible()).isFalse();
            assertThat(remedy.irreversibleParts()).singleElement().asString().contains("terminates");
            assertThat(remedy.parameters()).isEqualTo(Map.of("minimum", "2", "desired", "2", "utilization", "80"));
        });
    }

    /** 730 hours of four of six m5.large at 0.096 USD. */
    @Test
    void shouldCountTheInstancesThatGo() {
        InventoryProfile<ScalingGroupFacts, HourlyCounterHistory> group = listed(members(6));
        measure(group, 0, HOURS, 9, 24, 6);

        Saving saving = saving(group);

        assertThat(saving.high()).isEqualByComparingTo("280.32");
        assertThat(saving.low()).isEqualByComparingTo(BigDecimal.ZERO);
        assertThat(saving.basis()).contains("hours of 4 m5.large on demand");
    }

    /** Which instances a group ends is not known if they differ, and what a price is for has to be known. */
    @Test
    void shouldNotPriceAMixOfInstances() {
        InventoryProfile<ScalingGroupFacts, HourlyCounterHistory> group = listed(change(shown -> shown.clearLaunches()
                .addLaunches(launch("m5.large", "", 3))
                .addLaunches(launch("m5.large", "spot", 3))));
        measure(group, 0, HOURS, 9, 24, 6);

        assertThat(saving(group).priced()).isFalse();
        assertThat(saving(group).basis()).contains("several types or markets");
    }

    @ParameterizedTest
    @CsvSource({"26.6, 2", "26.7, 3", "39.9, 3", "40, 4", "53.3, 4", "53.4, 5", "66.6, 5", "66.7, 6", "99, 6"})
    void shouldKeepAsManyAsTheBusiestHoursNeed(double peak, int needed) {
        InventoryProfile<ScalingGroupFacts, HourlyCounterHistory> group = listed(members(6));
        measure(group, 0, HOURS, 5, peak, 6);

        if (needed == 6) {
            assertThat(judge(group))
                    .isEqualTo(new Verdict.Nothing("its busiest hours need the 6 instances that it keeps"));
        } else {
            assertThat(remedy(group).parameters()).containsEntry("minimum", Integer.toString(needed));
        }
    }

    /** Three hours of 336 are less than 1 %, four are more. A weekly peak of two hours is four hours. */
    @ParameterizedTest
    @CsvSource({"3, true", "4, false"})
    void shouldKeepWhatAWeeklyPeakNeeds(int hours, boolean isFound) {
        InventoryProfile<ScalingGroupFacts, HourlyCounterHistory> group = listed(members(6));
        measure(group, 0, HOURS, 5, 20, 6);
        for (int hour = 0; hour < hours; hour++) {
            measure(group, 100 + 168 * (hour % 2) + hour / 2, 101 + 168 * (hour % 2) + hour / 2, 60, 90, 6);
        }

        assertThat(judge(group) instanceof Verdict.Found).isEqualTo(isFound);
    }

    /** Three hours of work on each of these days before; nothing starts instances for the next one. */
    @ParameterizedTest
    @ValueSource(strings = {"8 18 28", "9 30", "2 17 32", "10 24"})
    void shouldNotEndWhatWorksOnDaysThatRecur(String days) {
        InventoryProfile<ScalingGroupFacts, HourlyCounterHistory> group = listed(members(6));
        InventoryProfile<ScalingGroupFacts, HourlyCounterHistory> scaled =
                listed(change(shown -> members(shown, 6).setScalingPolicies(1)));
        for (InventoryProfile<ScalingGroupFacts, HourlyCounterHistory> each : List.of(group, scaled)) {
            measure(each, 0, 62 * Hour.PER_DAY, 5, 20, 6);
            Stream.of(days.split(" ")).map(Integer::valueOf).forEach(day -> {
                int hoursAgo = day * Hour.PER_DAY + 3;
                measure(each, hoursAgo, hoursAgo + 3, 75, 85, 6);
            });
        }

        assertThat(remedy(group).action()).isEqualTo(Remedy.ADVICE);
        assertThat(remedy(group).text()).contains("which recurs", "put-scheduled-update-group-action");
        assertThat(remedy(scaled).action()).isEqualTo("set-scaling-bounds");
    }

    /** Work of one day, a peak of minutes, or load that the instances needed can take do not recur. */
    @ParameterizedTest
    @CsvSource({"8, 75, 85", "8 18 28, 5, 95", "8 18 28, 20, 25"})
    void shouldOfferTheActionWhereNoWorkRecurs(String days, double mean, double peak) {
        InventoryProfile<ScalingGroupFacts, HourlyCounterHistory> group = listed(members(6));
        measure(group, 0, 62 * Hour.PER_DAY, 5, 20, 6);
        Stream.of(days.split(" ")).map(Integer::valueOf).forEach(day -> {
            int hoursAgo = day * Hour.PER_DAY + 3;
            measure(group, hoursAgo, hoursAgo + 3, mean, peak, 6);
        });

        assertThat(remedy(group).action()).isEqualTo("set-scaling-bounds");
    }

    @ParameterizedTest
    @CsvSource({"14.99, true", "15, false"})
    void shouldNeedALowMean(double mean, boolean isFound) {
        InventoryProfile<ScalingGroupFacts, HourlyCounterHistory> group = listed(members(6));
        measure(group, 0, HOURS, mean, mean, 6);

        assertThat(judge(group) instanceof Verdict.Found).isEqualTo(isFound);
    }

    /** Two instances in two zones are for the case that one of them fails. */
    @Test
    void shouldKeepTwoInstancesInTwoZonesAndOneInOne() {
        InventoryProfile<ScalingGroupFacts, HourlyCounterHistory> standby = listed(members(2));
        measure(standby, 0, HOURS, 1, 1, 2);
        assertThat(judge(standby))
                .isEqualTo(new Verdict.Nothing("it keeps 2 instances, and 2 in 2 zones are kept whatever the load is"));

        InventoryProfile<ScalingGroupFacts, HourlyCounterHistory> narrow =
                listed(change(shown -> members(shown, 2).setZones(1)));
        measure(narrow, 0, HOURS, 1, 1, 2);
        assertThat(remedy(narrow).parameters()).isEqualTo(Map.of("minimum", "1", "desired", "1", "utilization", "80"));

        InventoryProfile<ScalingGroupFacts, HourlyCounterHistory> single =
                listed(change(shown -> members(shown, 1).setZones(1)));
        measure(single, 0, HOURS, 1, 1, 1);
        assertThat(judge(single)).isInstanceOf(Verdict.Nothing.class);
    }

    /** What its policies add goes by itself; what it never falls below does not. */
    @Test
    void shouldCompareTheMinimumOfAGroupThatScales() {
        InventoryProfile<ScalingGroupFacts, HourlyCounterHistory> scales =
                listed(change(shown -> members(shown, 6).setMinimum(2).setScalingPolicies(1)));
        measure(scales, 0, HOURS, 9, 24, 6);
        assertThat(judge(scales)).isInstanceOf(Verdict.Nothing.class);

        InventoryProfile<ScalingGroupFacts, HourlyCounterHistory> high =
                listed(change(shown -> members(shown, 6).setMinimum(5).setScalingPolicies(1)));
        measure(high, 0, HOURS, 9, 24, 5);
        assertThat(((Verdict.Found) judge(high)).evidence()).contains(new Evidence("minimum", 5, "count", null, 1, 1));
        assertThat(remedy(high).parameters()).containsEntry("minimum", "2");
        assertThat(Savings.of(judge(high)).basis()).startsWith("hours of 3 ");
    }

    /** The load of a group is that of the instances that it had at that time. */
    @Test
    void shouldNeedTheNumberOfInstancesInService() {
        InventoryProfile<ScalingGroupFacts, HourlyCounterHistory> scales =
                listed(change(shown -> members(shown, 6).setMinimum(5).setScalingPolicies(1)));
        measure(scales, 0, HOURS, 9, 24, -1);
        assertThat(missing(scales))
                .singleElement()
                .asString()
                .contains("in 336 of 336 hours", "enable-metrics-collection", "'workers'");

        InventoryProfile<ScalingGroupFacts, HourlyCounterHistory> fixed = listed(members(6));
        measure(fixed, 0, HOURS, 9, 24, -1);
        assertThat(missing(fixed)).singleElement().asString().contains("in service");
        IntStream.range(0, 14).forEach(day -> list(fixed, day, 6));
        assertThat(remedy(fixed).parameters()).containsEntry("minimum", "2");
        assertThat(remedy(fixed).text()).contains("a day before you approve it: aws autoscaling enable-metrics");
        list(fixed, 10, 12);
        assertThat(remedy(fixed).parameters()).containsEntry("minimum", "4");
    }

    /** Absent is not zero. */
    @Test
    void shouldNotTakeAbsentValuesForAQuietGroup() {
        InventoryProfile<ScalingGroupFacts, HourlyCounterHistory> group = listed(members(6));
        measure(group, 0, 268, 9, 24, 6);
        assertThat(missing(group)).hasSize(2).first().asString().contains("in 68 of 336 hours");
        measure(group, 268, 269, 9, 24, 6);
        assertThat(judge(group)).isInstanceOf(Verdict.Found.class);
    }

    @Test
    void shouldTellWhatItDoesNotKnowOfTheGroup() {
        InventoryProfile<ScalingGroupFacts, HourlyCounterHistory> group = listed(change(shown -> members(shown, 6)
                .clearScalingPolicies()
                .clearLaunches()
                .addLaunches(launch("x99.large", "", 2))
                .addLaunches(launch("m5.large", "", 3))));
        measure(group, 0, HOURS, 9, 24, 6);

        assertThat(missing(group))
                .containsExactly(
                        "what changes its size: the permissions autoscaling:DescribePolicies and"
                                + " autoscaling:DescribeScheduledActions",
                        "the types of 3 of its 6 instances");
    }

    /** Trainium, Inferentia, FPGAs and transcoders too, and types that the table of sizes does not have. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "g5.xlarge",
                "inf2.xlarge",
                "trn1.2xlarge",
                "vt1.3xlarge",
                "f2.6xlarge",
                "dl2q.24xlarge",
                "p99.large"
            })
    void shouldNotJudgeInstancesWithAcceleratorsByTheirCpu(String type) {
        InventoryProfile<ScalingGroupFacts, HourlyCounterHistory> group = listed(change(shown -> members(shown, 6)
                .clearLaunches()
                .addLaunches(launch("m5.large", "", 3))
                .addLaunches(launch(type, "", 3))));
        measure(group, 0, HOURS, 3, 3, 6);

        assertThat(judge(group))
                .isEqualTo(new Verdict.Nothing(
                        "it has instances with accelerators, of whose load their CPU tells nothing: " + type));
    }

    /** 64 units of weight 16 are four instances: what four instances need is no number of units. */
    @ParameterizedTest
    @CsvSource({
        "weight, 'its capacity is counted in weights of its instance types, not in instances'",
        "vcpu, 'its capacity is counted in vcpu, not in instances'",
        "memory-mib, 'its capacity is counted in memory-mib, not in instances'"
    })
    void shouldNotTakeUnitsOfCapacityForInstances(String unit, String why) {
        InventoryProfile<ScalingGroupFacts, HourlyCounterHistory> group = listed(change(shown ->
                members(shown, 4).setMinimum(64).setDesired(64).setMaximum(640).setCapacityUnit(unit)));
        measure(group, 0, HOURS, 10, 40, 4);

        assertThat(judge(group)).isEqualTo(new Verdict.Nothing(why));
    }

    /** As in a listing of a collector that did not tell it yet. */
    @Test
    void shouldNotTakeAnUnknownUnitForInstances() {
        InventoryProfile<ScalingGroupFacts, HourlyCounterHistory> group =
                listed(change(shown -> members(shown, 6).clearCapacityUnit()));
        measure(group, 0, HOURS, 9, 24, 6);

        assertThat(missing(group)).containsExactly("in what its capacity is counted, in instances or in other units");
    }

    @Test
    void shouldLeaveOtherGroups() {
        Signal young = signal(Inventory.newBuilder()
                .setCreated(Sights.END.toEpochMilli() - HOURS * Hour.MILLIS + 1)
                .setScalingGroup(members(6)));
        InventoryProfile<ScalingGroupFacts, HourlyCounterHistory> fresh = GROUPS.blank("fleet " + GROUP);
        fresh.see(Sights.END.toEpochMilli() - 1, ScalingGroupFacts.of(young));
        measure(fresh, 0, HOURS - 1, 3, 3, 6);
        assertThat(judge(fresh)).isEqualTo(new Verdict.Nothing("it was created in the last 14 days"));
    }

    /** Above its baseline a burstable type spends credits: that of a t3.large is 30 %. */
    @Test
    void shouldKeepBurstableInstancesBelowTheirBaseline() {
        InventoryProfile<ScalingGroupFacts, HourlyCounterHistory> group =
                listed(change(shown -> members(shown, 6).clearLaunches().addLaunches(launch("t3.large", "", 6))));
        measure(group, 0, HOURS, 9, 20, 6);

        assertThat(remedy(group).parameters()).containsEntry("minimum", "5").containsEntry("utilization", "30");
    }

    /** What restores the size of the group is changed instead. */
    @ParameterizedTest
    @CsvSource({
        "eks:nodegroup-name=gpu,eks:ml,aws eks update-nodegroup-config",
        "aws:cloudformation:logical-id=Workers,cloudformation:api,set MinSize and DesiredCapacity of Resources.Workers to 2",
        "elasticbeanstalk:environment-name=shop,'',aws elasticbeanstalk update-environment",
        "AmazonECSManaged='',cloudformation:api,lower the minimum alone",
        "workload=training,'',By its tags it trains models",
        "a=b,terraform:x,It belongs to terraform:x"
    })
    void shouldAdviseTheOwner(String tag, String owner, String advice) {
        Inventory.Builder inventory = Inventory.newBuilder()
                .setOwner(owner)
                .putTags(tag.split("=")[0], tag.split("=")[1])
                .setScalingGroup(members(6));
        InventoryProfile<ScalingGroupFacts, HourlyCounterHistory> group = listed(inventory);
        measure(group, 0, HOURS, 9, 24, 6);

        assertThat(remedy(group).action()).isEqualTo(Remedy.ADVICE);
        assertThat(remedy(group).text()).contains(advice);
    }

    @Test
    void shouldAdviseWhereTheActionWouldBeRefusedOrReverted() {
        InventoryProfile<ScalingGroupFacts, HourlyCounterHistory> suspended =
                listed(change(shown -> members(shown, 6).addSuspendedProcesses("Terminate")));
        measure(suspended, 0, HOURS, 9, 24, 6);
        assertThat(remedy(suspended).text()).contains("Its processes Terminate are suspended");

        InventoryProfile<ScalingGroupFacts, HourlyCounterHistory> scheduled =
                listed(change(shown -> members(shown, 6).setMinimum(6).setScheduledActions(2)));
        measure(scheduled, 0, HOURS, 9, 24, 6);
        assertThat(remedy(scheduled).action()).isEqualTo(Remedy.ADVICE);
        assertThat(remedy(scheduled).text()).contains("describe-scheduled-actions");
    }

    /** The order, repetition and lateness of signals do not matter, and more load never needs fewer instances. */
    @SeededTest(100)
    void shouldComeToTheSameVerdictInWhateverOrder(long seed) {
        Random random = new Random(seed);
        double present = 0.75 + 0.25 * random.nextDouble();
        List<Signal> signals = new ArrayList<>();
        List<Signal> busier = new ArrayList<>();
        for (int hour = 0; hour < HOURS; hour++) {
            if (random.nextDouble() < present) {
                double mean = 14 * random.nextDouble();
                double peak = mean + 20 * random.nextDouble();
                signals.add(hour(hour, mean, peak, 10));
                busier.add(hour(hour, mean, peak + 10, 10));
            }
        }
        List<Signal> repeated = new ArrayList<>(signals);
        repeated.addAll(signals.subList(0, random.nextInt(signals.size() + 1)));
        Collections.shuffle(repeated, random);
        InventoryProfile<ScalingGroupFacts, HourlyCounterHistory> ordered = listed(members(10));
        InventoryProfile<ScalingGroupFacts, HourlyCounterHistory> shuffled = listed(members(10));
        InventoryProfile<ScalingGroupFacts, HourlyCounterHistory> loaded = listed(members(10));

        signals.forEach(signal -> new ScalingGroupMetrics().fold(ordered.history(), ordered.timeline(), signal, null));
        repeated.forEach(
                signal -> new ScalingGroupMetrics().fold(shuffled.history(), shuffled.timeline(), signal, null));
        busier.forEach(signal -> new ScalingGroupMetrics().fold(loaded.history(), loaded.timeline(), signal, null));

        assertThat(Sights.text(judge(shuffled))).isEqualTo(Sights.text(judge(ordered)));
        assertThat(judge(ordered) instanceof Verdict.Insufficient).isEqualTo(signals.size() < 0.8 * HOURS);
        assertThat(instances(judge(loaded))).isGreaterThanOrEqualTo(instances(judge(ordered)));
    }

    private static int instances(Verdict verdict) {
        return verdict instanceof Verdict.Found found
                ? Integer.parseInt(found.remedies().get(0).parameters().get("minimum"))
                : 10;
    }

    private static Remedy remedy(InventoryProfile<ScalingGroupFacts, HourlyCounterHistory> group) {
        return ((Verdict.Found) judge(group)).remedies().get(0);
    }

    private static List<String> missing(InventoryProfile<ScalingGroupFacts, HourlyCounterHistory> group) {
        return ((Verdict.Insufficient) judge(group)).missing();
    }

    private static Saving saving(InventoryProfile<ScalingGroupFacts, HourlyCounterHistory> group) {
        return Savings.of(judge(group));
    }

    private static Verdict judge(InventoryProfile<ScalingGroupFacts, HourlyCounterHistory> group) {
        Rule<ScalingGroupSnapshot> rule = OversizedFleet.of(
                Defaults.of(OversizedFleetConfig.class),
                Defaults.of(TrainingHostConfig.class).trainingTags(),
                Defaults.instanceRules().accelerators(),
                InstanceTypeTable.baselines().numbers());
        assertThat(rule.name()).isEqualTo("oversized-fleet");
        return rule.evaluate(snapshot(group));
    }

    private static ScalingGroupSnapshot snapshot(InventoryProfile<ScalingGroupFacts, HourlyCounterHistory> group) {
        return new ScalingGroupSnapshot(group.at(Sights.LAST, 1));
    }

    private static void measure(
            InventoryProfile<ScalingGroupFacts, HourlyCounterHistory> group,
            int from,
            int until,
            double level,
            double peak,
            int inService) {
        for (int hour = from; hour < until; hour++) {
            new ScalingGroupMetrics().fold(group.history(), group.timeline(), hour(hour, level, peak, inService), null);
        }
    }

    /** Twelve periods of five minutes, one of them at the peak; the number in service is not told if it is negative. */
    private static Signal hour(int hoursAgo, double level, double peak, int inService) {
        Metric.Builder cpu = metric(CPU, hoursAgo);
        for (int period = 0; period < PERIODS; period++) {
            double value = period == 5 ? peak : level;
            cpu.addIndex(period).addMean(value).addMaximum(value).addSum(value).addCount(1);
        }
        MetricSet.Builder metrics = MetricSet.newBuilder().addMetrics(cpu);
        if (inService >= 0) {
            metrics.addMetrics(metric(IN_SERVICE, hoursAgo)
                    .addIndex(0)
                    .addMean(inService)
                    .addMaximum(inService)
                    .addSum(inService)
                    .addCount(1));
        }
        return Signal.newBuilder()
                .setResource(GROUP)
                .setSource(SOURCE)
                .setMetricSet(metrics)
                .build();
    }

    private static Metric.Builder metric(String name, int hoursAgo) {
        return Metric.newBuilder()
                .setMetric(name)
                .setPeriod(300)
                .setStart(Sights.LAST.plus(-hoursAgo).startMillis());
    }

    private static void list(
            InventoryProfile<ScalingGroupFacts, HourlyCounterHistory> group, int daysAgo, int instances) {
        Signal listing = signal(Inventory.newBuilder().setScalingGroup(members(instances))).toBuilder()
                .setObservedAt(Sights.END.toEpochMilli() - 1 - daysAgo * Hour.PER_DAY * Hour.MILLIS)
                .build();
        new ScalingGroupMetrics().foldListing(group.history(), group.timeline(), listing, null);
    }

    private static InventoryProfile<ScalingGroupFacts, HourlyCounterHistory> listed(ScalingGroup.Builder group) {
        return listed(Inventory.newBuilder().setScalingGroup(group));
    }

    private static InventoryProfile<ScalingGroupFacts, HourlyCounterHistory> listed(Inventory.Builder inventory) {
        ScalingGroupFacts facts =
                ScalingGroupFacts.of(signal(inventory.setCreated(Sights.END.toEpochMilli() - 2 * HOURS * Hour.MILLIS)));
        return Sights.listed(GROUPS.blank("fleet " + GROUP), facts);
    }

    private static Signal signal(Inventory.Builder inventory) {
        return Signal.newBuilder()
                .setResource(GROUP)
                .setAccount(Signals.ACCOUNT)
                .setRegion(Signals.REGION)
                .setInventory(inventory)
                .build();
    }

    private static ScalingGroup.Builder change(UnaryOperator<ScalingGroup.Builder> change) {
        return change.apply(members(6));
    }

    private static ScalingGroup.Builder members(int number) {
        return members(ScalingGroup.newBuilder(), number);
    }

    /** A group of that many instances in two zones, which nothing scales. */
    private static ScalingGroup.Builder members(ScalingGroup.Builder group, int number) {
        return group.setMinimum(number)
                .setDesired(number)
                .setMaximum(20)
                .clearInstances()
                .addAllInstances(
                        IntStream.range(0, number).mapToObj(i -> "i-" + i).toList())
                .setZones(2)
                .setScalingPolicies(0)
                .setScheduledActions(0)
                .setCapacityUnit("instance")
                .clearLaunches()
                .addLaunches(launch("m5.large", "", number));
    }

    private static LaunchedInstances.Builder launch(String type, @Nullable String market, int count) {
        return LaunchedInstances.newBuilder()
                .setType(type)
                .setMarket(market == null ? "" : market)
                .setPlatform("Linux/UNIX")
                .setTenancy("default")
                .setCount(count);
    }
}
