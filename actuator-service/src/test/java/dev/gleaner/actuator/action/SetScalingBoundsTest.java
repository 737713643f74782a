package dev.gleaner.actuator.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.actuator.aws.AnsweringAws;
import dev.gleaner.actuator.aws.ScalingGroup;
import dev.gleaner.actuator.aws.ScalingGroup.GroupSize;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.resource.Arn;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When an Auto Scaling group gets fewer instances, and how they come back. */
class SetScalingBoundsTest {

    private static final Arn TARGET =
            Arn.parse("arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:u-1:autoScalingGroupName/train/gpu");
    private static final Map<String, String> PARAMETERS = Map.of("minimum", "2", "desired", "2", "utilization", "80");
    private static final GroupSize SIX = size(6, 6, 12, 6, 0);
    private static final String NO_REFRESHES =
            "<DescribeInstanceRefreshesResponse><DescribeInstanceRefreshesResult><InstanceRefreshes/>"
                    + "</DescribeInstanceRefreshesResult></DescribeInstanceRefreshesResponse>";

    @AutoClose
    private final AnsweringAws aws = new AnsweringAws();

    private final ActionDefinition<ScalingGroup.Observation> action = SetScalingBounds.action(aws.clients());
    private final ActionDefinition<ScalingGroup.Observation> undo = SetScalingBounds.undo(aws.clients());

    @BeforeEach
    void answer() {
        aws.acceptGroupUpdates();
        aws.answer("DescribeInstanceRefreshes", 200, NO_REFRESHES);
        aws.answer("DescribeInstances", 200, instances(6, ""));
        aws.answer("GetMetricData", 200, load(24, 20));
    }

    /** The maximum stays, and so does what the group launches. */
    @Test
    void shouldSetTheMinimumAndTheDesiredNumber() {
        aws.on(() -> action.steps().get(0).perform(order(), seen(SIX)));

        assertThat(List.of(last().split("&")))
                .containsExactlyInAnyOrder(
                        "Action=UpdateAutoScalingGroup",
                        "Version=2011-01-01",
                        "AutoScalingGroupName=train/gpu",
                        "MinSize=2",
                        "DesiredCapacity=2");
        assertThat(action.change(order().planned(), PARAMETERS).orElseThrow().after())
                .hasToString("{\"MinSize\":2,\"DesiredCapacity\":2}");
        assertThat(action.irreversibleEffects(order().planned(), PARAMETERS)).isNotEmpty();
    }

    /** The undo does not take instances from a group that has grown since. */
    @Test
    void shouldRestoreBothNumbers() {
        aws.on(() -> undo.steps().get(0).perform(order(), seen(size(2, 2, 12, 2, 0))));
        assertThat(last()).contains("MinSize=6", "DesiredCapacity=6");

        aws.on(() -> undo.steps().get(0).perform(order(), seen(size(2, 9, 12, 9, 0))));
        assertThat(last()).contains("MinSize=6", "DesiredCapacity=9");
    }

    @Test
    void shouldSeeHowFarItIs() {
        assertThat(progress(SIX)).isEqualTo(StepProgress.NOT_YET);
        assertThat(progress(size(6, 8, 12, 8, 0))).isEqualTo(StepProgress.NOT_YET);
        assertThat(progress(size(2, 2, 12, 5, 0))).isEqualTo(StepProgress.UNDER_WAY);
        assertThat(progress(size(2, 2, 12, 2, 0))).isEqualTo(StepProgress.DONE);
        // A policy has started an instance again.
        assertThat(progress(size(2, 3, 12, 3, 0))).isEqualTo(StepProgress.DONE);
        assertThat(progress(size(4, 4, 12, 4, 0))).isEqualTo(StepProgress.CONTESTED);
        assertThat(progress(size(2, 2, 20, 2, 0))).isEqualTo(StepProgress.CONTESTED);
        assertThat(progress(null)).isEqualTo(StepProgress.CONTESTED);
        assertThat(action.isInEffect(order(), seen(SIX), seen(size(2, 4, 12, 4, 0))))
                .isTrue();
        assertThat(action.isInEffect(order(), seen(SIX), seen(SIX))).isFalse();
    }

    /** Somebody took one out of service to look at it: it stays, and the desired number does not contain it. */
    @Test
    void shouldNotWaitForAnInstanceInStandby() {
        assertThat(progress(standby(2, 2))).isEqualTo(StepProgress.DONE);
        assertThat(progress(standby(2, 3))).isEqualTo(StepProgress.UNDER_WAY);
        assertThat(undone(standby(6, 5))).isEqualTo(StepProgress.UNDER_WAY);
        assertThat(undone(standby(6, 6))).isEqualTo(StepProgress.DONE);
    }

    /** One more than are active. */
    private static GroupSize standby(int bound, int active) {
        return new GroupSize(bound, bound, 12, ids(active + 1), List.of(), List.of("i-" + active));
    }

    @Test
    void shouldSeeHowFarTheUndoIs() {
        assertThat(undone(size(2, 2, 12, 2, 0))).isEqualTo(StepProgress.NOT_YET);
        assertThat(undone(size(6, 6, 12, 4, 0))).isEqualTo(StepProgress.UNDER_WAY);
        assertThat(undone(SIX)).isEqualTo(StepProgress.DONE);
        assertThat(undone(size(3, 3, 12, 3, 0))).isEqualTo(StepProgress.CONTESTED);
        assertThat(undo.steps().get(0).obstacle(order(), seen(size(2, 2, 12, 2, 0))))
                .isEmpty();
        assertThat(undo.steps().get(0).obstacle(order(), seen(size(3, 3, 12, 3, 0))))
                .contains("the bounds of the group were changed since they were set");
    }

    @ParameterizedTest
    @CsvSource({
        "7, 7, 80, fewer are needed",
        "2, 6, 80, fewer are needed",
        "-1, 2, 80, whole number above 0",
        "0, 0, 80, whole number above 0",
        "3, 2, 80, which is not larger",
        "2, 2, 101, 1 to 100",
        "2, 2, '', 1 to 100"
    })
    void shouldRefuseParametersThatReduceNothing(String minimum, String desired, String utilization, String why) {
        Map<String, String> parameters = Map.of("minimum", minimum, "desired", desired, "utilization", utilization);

        assertThat(action.planningObstacle(order().planned(), parameters))
                .hasValueSatisfying(told -> assertThat(told).contains(why));
        assertThat(action.change(order().planned(), parameters).orElseThrow().problem())
                .contains(why);
    }

    @Test
    void shouldRefuseAGroupThatIsNotAsPlanned() {
        assertThat(action.steps().get(0).obstacle(order(), seen(SIX))).isEmpty();
        assertThat(obstacle(size(5, 6, 12, 6, 0))).contains("changed since the plan");
        assertThat(obstacle(size(6, 6, 13, 6, 0))).contains("changed since the plan");
        assertThat(obstacle(size(6, 6, 12, 6, 3))).contains("3 instances of the group are protected from scale-in");
        assertThat(obstacle(null)).contains("does not show the size");
        assertThat(action.steps().get(0).obstacle(order(), seen(SIX, "Terminate")))
                .hasValueSatisfying(why -> assertThat(why).contains("suspended: Terminate"));
        assertThat(action.steps().get(0).obstacle(order(), seen(size(2, 2, 12, 2, 0))))
                .isEmpty();
        // What it launches does not matter here.
        assertThat(action.planningObstacle(order().planned(), PARAMETERS)).isEmpty();
    }

    @Test
    void shouldPassWhileTheLoadFits() {
        aws.on(() -> action.steps().get(0).checkPreconditions(order(), seen(SIX)));

        assertThat(aws.requests("GetMetricData")).hasSize(1);
    }

    /** 26.7 % of six instances are more than 80 % of two. */
    @ParameterizedTest
    @CsvSource({
        "24, 26.7, would be 80 % of the CPU of 2 instances",
        "19, 20, in only 19 of the last 24 hours",
        "0, 20, in only 0 of the last 24 hours"
    })
    void shouldRefuseALoadThatFewerInstancesAreNotForOrThatIsNotKnown(int hours, double percent, String why) {
        aws.answer("GetMetricData", 200, load(hours, percent));

        assertThatThrownBy(() -> aws.on(() -> action.steps().get(0).checkPreconditions(order(), seen(SIX))))
                .hasMessageContaining(why);
    }

    /** The load of yesterday's ten instances is not that of the six of today. */
    @Test
    void shouldProjectTheLoadOfTheInstancesThatHadIt() {
        aws.answer("GetMetricData", 200, load(24, 20, 24, 10));

        assertThatThrownBy(() -> aws.on(() -> action.steps().get(0).checkPreconditions(order(), seen(SIX))))
                .hasMessageContaining("would be 100 % of the CPU of 2 instances");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 12, 23})
    void shouldRefuseALoadOfAnUnknownNumberOfInstances(int counted) {
        aws.answer("GetMetricData", 200, load(24, 1, counted, 6));

        assertThatThrownBy(() -> aws.on(() -> action.steps().get(0).checkPreconditions(order(), seen(SIX))))
                .hasMessageContaining("does not show how many instances had the load of the group at")
                .hasMessageContaining(
                        "enable-metrics-collection --region us-east-1 --auto-scaling-group-name 'train/gpu'");
    }

    /** The mean of a group is that of all its instances: 40 % of four, of which three are in service. */
    @Test
    void shouldNotDivideTheLoadByInstancesInStandby() {
        GroupSize four = new GroupSize(6, 6, 12, ids(4), List.of(), List.of("i-3"));
        aws.answer("DescribeInstances", 200, instances(4, ""));
        aws.answer("GetMetricData", 200, load(24, 40, 24, 3));

        assertThatThrownBy(() -> aws.on(() -> action.steps().get(0).checkPreconditions(order(), seen(four))))
                .hasMessageContaining("would be 80 % of the CPU of 2 instances");
    }

    /** 64 units of weight 16 are four instances, and 3 units one. */
    @Test
    void shouldNotTakeUnitsOfCapacityForInstances() {
        for (String unit : List.of("weight", "vcpu", "memory-mib")) {
            ScalingGroup counted =
                    new ScalingGroup(null, "lc-1", null, List.of(), null, Map.of(), size(64, 64, 640, 4, 0), unit);
            Map<String, String> parameters = Map.of("minimum", "3", "desired", "3", "utilization", "80");
            ActionOrder planned = new ActionOrder(
                    "act_1",
                    TARGET,
                    new ScalingGroup(null, "lc-1", null, List.of(), null, Map.of(), size(64, 64, 640, 4, 0)),
                    parameters);

            assertThat(action.planningObstacle(counted, parameters))
                    .hasValueSatisfying(why -> assertThat(why).contains("not in instances"));
            assertThat(action.steps().get(0).obstacle(planned, new ScalingGroup.Observation(counted)))
                    .hasValueSatisfying(why -> assertThat(why).contains("not in instances"));
        }
    }

    /** What the CPU of these instances does tells nothing about their accelerators, which CloudWatch does not show. */
    @ParameterizedTest
    @CsvSource({"inf2.xlarge", "trn1.2xlarge", "g5.xlarge", "vt1.3xlarge", "f2.6xlarge"})
    void shouldRefuseInstancesWithAccelerators(String type) {
        aws.answer("DescribeInstances", 200, instances(6, "").replaceFirst("m5.large", type));

        assertThatThrownBy(() -> aws.on(() -> action.steps().get(0).checkPreconditions(order(), seen(SIX))))
                .hasMessageContaining(type + " has accelerators");
        assertThat(aws.requests("GetMetricData")).isEmpty();
    }

    @Test
    void shouldRefuseAnInstanceWhoseTypeIsNotShown() {
        aws.answer(
                "DescribeInstances", 200, instances(6, "").replaceFirst("<instanceType>m5.large</instanceType>", ""));

        assertThatThrownBy(() -> aws.on(() -> action.steps().get(0).checkPreconditions(order(), seen(SIX))))
                .hasMessageContaining("does not show of which type i-0 is");
    }

    /** Whatever the remedy claims: its desired number is smaller than that of the group, or it is not planned. */
    @Test
    void shouldNotBeReversible() {
        assertThat(action.isReversible(new Remedy("set-scaling-bounds", PARAMETERS, true, List.of(), "")))
                .isFalse();
        assertThat(action.preconditions())
                .containsExactlyInAnyOrder(TargetPrecondition.FREE_MEMBERS, TargetPrecondition.LONG_UNUSED);
        assertThat(SetScalingBounds.loadAbove(PARAMETERS)).hasValue(160);
        assertThat(SetScalingBounds.loadAbove(Map.of("desired", "2"))).isEmpty();
    }

    @Test
    void shouldRefuseInstancesThatAreReplacedOrProtected() {
        aws.answer(
                "DescribeInstanceRefreshes",
                200,
                NO_REFRESHES.replace(
                        "<InstanceRefreshes/>",
                        "<InstanceRefreshes><member><InstanceRefreshId>r-7</InstanceRefreshId><Status>InProgress</Status>"
                                + "</member></InstanceRefreshes>"));
        assertThatThrownBy(() -> aws.on(() -> action.steps().get(0).checkPreconditions(order(), seen(SIX))))
                .hasMessageContaining("instance refresh r-7 is InProgress");

        aws.answer("DescribeInstanceRefreshes", 200, NO_REFRESHES);
        aws.answer("DescribeInstances", 200, instances(6, "yes"));
        assertThatThrownBy(() -> aws.on(() -> action.steps().get(0).checkPreconditions(order(), seen(SIX))))
                .hasMessageContaining("the tag gleaner:protected protects i-1");

        aws.answer("DescribeInstances", 200, instances(5, ""));
        assertThatThrownBy(() -> aws.on(() -> action.steps().get(0).checkPreconditions(order(), seen(SIX))))
                .hasMessageContaining("does not show all instances");

        aws.answer("DescribeInstances", 200, instances(6, "false"));
        aws.on(() -> action.steps().get(0).checkPreconditions(order(), seen(SIX)));
    }

    private StepProgress progress(@Nullable GroupSize now) {
        return action.steps().get(0).evaluateProgress(order(), seen(SIX), seen(now));
    }

    private StepProgress undone(GroupSize now) {
        return undo.steps().get(0).evaluateProgress(order(), seen(size(2, 2, 12, 2, 0)), seen(now));
    }

    private String obstacle(@Nullable GroupSize now) {
        return action.steps().get(0).obstacle(order(), seen(now)).orElseThrow();
    }

    private String last() {
        List<String> requests = aws.requests("UpdateAutoScalingGroup");
        return requests.get(requests.size() - 1);
    }

    private static ActionOrder order() {
        return new ActionOrder("act_1", TARGET, seen(SIX).group(), PARAMETERS);
    }

    private static ScalingGroup.Observation seen(@Nullable GroupSize size, String... suspended) {
        return new ScalingGroup.Observation(
                new ScalingGroup(null, "lc-1", null, List.of(suspended), null, Map.of(), size));
    }

    private static GroupSize size(int minimum, int desired, int maximum, int instances, int fixed) {
        return new GroupSize(minimum, desired, maximum, ids(instances), ids(fixed));
    }

    private static List<String> ids(int number) {
        return IntStream.range(0, number).mapToObj(i -> "i-" + i).toList();
    }

    /** The second one has the tag of protected resources, if a value is given. */
    private static String instances(int number, String isProtected) {
        return "<DescribeInstancesResponse><reservationSet><item><instancesSet>"
                + IntStream.range(0, number)
                        .mapToObj(i -> "<item><instanceId>i-" + i + "</instanceId><instanceType>m5.large</instanceType>"
                                + (i == 1 && !isProtected.isEmpty()
                                        ? "<tagSet><item><key>gleaner:protected</key><value>" + isProtected
                                                + "</value></item></tagSet>"
                                        : "")
                                + "</item>")
                        .collect(Collectors.joining())
                + "</instancesSet></item></reservationSet></DescribeInstancesResponse>";
    }

    /** Of six instances. */
    private static String load(int hours, double percent) {
        return load(hours, percent, hours, 6);
    }

    /** Of the last whole hours, by the clock of the machine as the action itself, with so many instances in the last ones of them. */
    private static String load(int hours, double percent, int countedHours, int instances) {
        return "<GetMetricDataResponse><GetMetricDataResult><MetricDataResults>"
                + result("load", hours, percent)
                + result("number", countedHours, instances)
                + "</MetricDataResults></GetMetricDataResult></GetMetricDataResponse>";
    }

    private static String result(String id, int hours, double value) {
        Instant hour = Instant.now().truncatedTo(ChronoUnit.HOURS);
        String times = IntStream.rangeClosed(1, hours)
                .mapToObj(ago -> "<member>" + hour.minus(ago, ChronoUnit.HOURS) + "</member>")
                .collect(Collectors.joining());
        String values = ("<member>" + value + "</member>").repeat(hours);
        return "<member><Id>" + id + "</Id><Timestamps>" + times + "</Timestamps><Values>" + values
                + "</Values><StatusCode>Complete</StatusCode></member>";
    }
}
