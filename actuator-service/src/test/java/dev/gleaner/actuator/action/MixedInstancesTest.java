package dev.gleaner.actuator.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.aws.AnsweringAws;
import dev.gleaner.actuator.aws.ScalingGroup;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.resource.Arn;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an Auto Scaling group launches, there and back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MixedInstancesTest {

    private static final String TEMPLATE = "{'LaunchTemplateId':'lt-1','LaunchTemplateName':'gpu','Version':'3'}";

    /** As EC2 Auto Scaling shows it: with defaults for all that was not named. */
    private static final String SHOWN =
            "{'LaunchTemplate':{'LaunchTemplateSpecification':{'LaunchTemplateId':'lt-1','LaunchTemplateName':'gpu',"
                    + "'Version':'3'},'Overrides':[{'InstanceType':'g5.xlarge'},{'InstanceType':'g4dn.xlarge'}]},"
                    + "'InstancesDistribution':{'OnDemandAllocationStrategy':'prioritized','OnDemandBaseCapacity':1,"
                    + "'OnDemandPercentageAboveBaseCapacity':25,'SpotAllocationStrategy':'price-capacity-optimized'}}";

    private static final Map<String, String> PARAMETERS =
            Map.of("instance-types", "g5.xlarge, g4dn.xlarge", "on-demand-base", "1", "on-demand-percentage", "25");

    @AutoClose
    private final AnsweringAws aws = new AnsweringAws();

    private final ActionDefinition<ScalingGroup.Observation> set = SetMixedInstances.action(aws.clients());
    private final ActionDefinition<ScalingGroup.Observation> restore = SetMixedInstances.undo(aws.clients());

    @BeforeAll
    void answer() {
        aws.acceptGroupUpdates();
    }

    /** It names no size and nothing else that is the group's own, and of the template only one of name and id. */
    @Test
    void shouldPutAPolicyOnTheLaunchTemplateOfTheGroup() {
        aws.on(() -> set.steps().get(0).perform(order(), seen(TEMPLATE, null)));

        String policy = "MixedInstancesPolicy.";
        assertThat(List.of(aws.requests("UpdateAutoScalingGroup")
                        .get(aws.requests("UpdateAutoScalingGroup").size() - 1)
                        .split("&")))
                .containsExactlyInAnyOrder(
                        "Action=UpdateAutoScalingGroup",
                        "Version=2011-01-01",
                        "AutoScalingGroupName=train/gpu",
                        policy + "LaunchTemplate.LaunchTemplateSpecification.LaunchTemplateId=lt-1",
                        policy + "LaunchTemplate.LaunchTemplateSpecification.Version=3",
                        policy + "LaunchTemplate.Overrides.member.1.InstanceType=g5.xlarge",
                        policy + "LaunchTemplate.Overrides.member.2.InstanceType=g4dn.xlarge",
                        policy + "InstancesDistribution.OnDemandBaseCapacity=1",
                        policy + "InstancesDistribution.OnDemandPercentageAboveBaseCapacity=25",
                        policy + "InstancesDistribution.SpotAllocationStrategy=price-capacity-optimized");
    }

    @Test
    void shouldGiveBackTheLaunchTemplate() {
        aws.on(() -> restore.steps().get(0).perform(order(), seen(null, SHOWN)));

        assertThat(aws.requests("UpdateAutoScalingGroup"))
                .last()
                .asString()
                .contains("LaunchTemplate.LaunchTemplateId=lt-1", "LaunchTemplate.Version=3")
                .doesNotContain("MixedInstancesPolicy", "LaunchTemplateName");
    }

    @Test
    void shouldSeeWhoWon() {
        String other = SHOWN.replace("g4dn.xlarge", "g6.xlarge");

        assertThat(set.steps().get(0).evaluateProgress(order(), seen(TEMPLATE, null), seen(null, SHOWN)))
                .isEqualTo(StepProgress.DONE);
        assertThat(set.steps().get(0).evaluateProgress(order(), seen(TEMPLATE, null), seen(TEMPLATE, null)))
                .isEqualTo(StepProgress.NOT_YET);
        assertThat(set.steps().get(0).evaluateProgress(order(), seen(TEMPLATE, null), seen(null, other)))
                .isEqualTo(StepProgress.CONTESTED);
        assertThat(set.steps()
                        .get(0)
                        .evaluateProgress(order(), seen(TEMPLATE, null), seen(TEMPLATE.replace("'3'", "'4'"), null)))
                .isEqualTo(StepProgress.CONTESTED);
        assertThat(restore.steps().get(0).evaluateProgress(order(), seen(null, SHOWN), seen(TEMPLATE, null)))
                .isEqualTo(StepProgress.DONE);
        assertThat(restore.steps().get(0).evaluateProgress(order(), seen(null, SHOWN), seen(null, SHOWN)))
                .isEqualTo(StepProgress.NOT_YET);
        assertThat(restore.steps().get(0).evaluateProgress(order(), seen(null, SHOWN), seen(null, other)))
                .isEqualTo(StepProgress.CONTESTED);
    }

    /** The group ends on-demand instances for Spot instances, and for the undo Spot instances. */
    @Test
    void shouldLookAtTheInstancesThatTheGroupMayEnd() {
        assertThat(set.isReversible(new Remedy("set-mixed-instances", PARAMETERS, true, List.of(), "")))
                .isFalse();
        assertThat(set.preconditions()).containsExactly(TargetPrecondition.FREE_MEMBERS);
        assertThat(restore.preconditions()).containsExactly(TargetPrecondition.FREE_MEMBERS);
        for (ActionDefinition<ScalingGroup.Observation> action : List.of(set, restore)) {
            members("i-1", "");
            aws.on(() -> action.steps().get(0).checkPreconditions(order(), withMember()));

            members("i-1", "<tagSet><item><key>Gleaner:Protected</key><value>yes</value></item></tagSet>");
            assertThatThrownBy(() -> aws.on(() -> action.steps().get(0).checkPreconditions(order(), withMember())))
                    .hasMessageContaining("the tag gleaner:protected protects i-1");

            members("i-2", "");
            assertThatThrownBy(() ->
                            aws.on(() -> action.steps().get(0).checkPreconditions(order(), seen(TEMPLATE, null))))
                    .hasMessageContaining("does not show the size");

            refreshes("<member><InstanceRefreshId>r-7</InstanceRefreshId><Status>InProgress</Status></member>");
            assertThatThrownBy(() -> aws.on(() -> action.steps().get(0).checkPreconditions(order(), withMember())))
                    .hasMessageContaining("instance refresh r-7 is InProgress");
        }
    }

    /** A percentage of units is none of instances. */
    @Test
    void shouldNotMixAGroupWhoseCapacityIsNotCountedInInstances() {
        ScalingGroup counted = new ScalingGroup(json(TEMPLATE), null, null, List.of(), null, Map.of(), null, "vcpu");

        assertThat(set.planningObstacle(counted, PARAMETERS))
                .hasValueSatisfying(why -> assertThat(why).contains("counted in vcpu, not in instances"));
        assertThat(set.steps().get(0).obstacle(order(), new ScalingGroup.Observation(counted)))
                .hasValueSatisfying(why -> assertThat(why).contains("counted in vcpu, not in instances"));
    }

    private void members(String id, String tags) {
        refreshes("");
        aws.answer(
                "DescribeInstances",
                200,
                "<DescribeInstancesResponse><reservationSet><item><instancesSet><item><instanceId>" + id
                        + "</instanceId><instanceType>g5.xlarge</instanceType>" + tags
                        + "</item></instancesSet></item></reservationSet></DescribeInstancesResponse>");
    }

    private void refreshes(String members) {
        aws.answer(
                "DescribeInstanceRefreshes",
                200,
                "<DescribeInstanceRefreshesResponse><DescribeInstanceRefreshesResult><InstanceRefreshes>" + members
                        + "</InstanceRefreshes></DescribeInstanceRefreshesResult></DescribeInstanceRefreshesResponse>");
    }

    private static ScalingGroup.Observation withMember() {
        return new ScalingGroup.Observation(new ScalingGroup(
                json(TEMPLATE),
                null,
                null,
                List.of(),
                null,
                Map.of(),
                new ScalingGroup.GroupSize(1, 1, 2, List.of("i-1"), List.of())));
    }

    /** Each difference from what was put makes it somebody else's. */
    @ParameterizedTest
    @CsvSource({
        "lt-1, lt-2",
        "'3', '4'",
        "g5.xlarge, g5.2xlarge",
        "'OnDemandBaseCapacity\":1', 'OnDemandBaseCapacity\":2'",
        "25, 50",
        "price-capacity-optimized, lowest-price"
    })
    void shouldNotReplaceAPolicyThatSomebodyChanged(String from, String to) {
        String changed = json(SHOWN).toString().replace(from, to);

        assertThat(restore.steps().get(0).obstacle(order(), seen(null, SHOWN))).isEmpty();
        assertThat(restore.steps().get(0).obstacle(order(), seen(null, changed)))
                .isPresent();
    }

    @Test
    void shouldNotTouchAGroupThatLaunchesOtherwise() {
        assertThat(set.steps().get(0).obstacle(order(), seen(TEMPLATE, null))).isEmpty();
        assertThat(set.steps().get(0).obstacle(order(), seen(null, SHOWN.replace("g5.xlarge", "p3.2xlarge"))))
                .hasValueSatisfying(why -> assertThat(why).contains("policy already"));
        assertThat(set.planningObstacle(
                        new ScalingGroup(null, "lc-1", null, List.of(), null, Map.of(), null), PARAMETERS))
                .hasValueSatisfying(why -> assertThat(why).contains("launch configuration lc-1"));
        assertThat(set.change(new ScalingGroup(null, "lc-1", null, List.of(), null, Map.of(), null), PARAMETERS)
                        .map(DocumentChange::problem))
                .hasValueSatisfying(why -> assertThat(why).contains("launch configuration lc-1"));
        assertThat(new ScalingGroup(json(TEMPLATE), null, null, List.of("Launch"), null, Map.of(), null)
                        .planningObstacle())
                .hasValueSatisfying(why -> assertThat(why).contains("suspended: Launch"));
        assertThat(new ScalingGroup(json(TEMPLATE), null, null, List.of(), "Delete in progress", Map.of(), null)
                        .planningObstacle())
                .isPresent();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    '' | 0 | 0
                    g5 | 0 | 0
                    g5.xlarge,g5.xlarge | 0 | 0
                    g5.xlarge | -1 | 0
                    g5.xlarge | '' | 0
                    g5.xlarge | 0 | 101
                    g5.xlarge | 0 | half
                    """)
    void shouldNotPutWhatIsNoMix(String types, String base, String percentage) {
        Map<String, String> parameters =
                Map.of("instance-types", types, "on-demand-base", base, "on-demand-percentage", percentage);
        ActionOrder order = new ActionOrder("act_1", order().target(), order().planned(), parameters);

        assertThat(set.steps().get(0).obstacle(order, seen(TEMPLATE, null))).isPresent();
        assertThat(set.change(order.planned(), parameters).map(DocumentChange::problem))
                .isPresent();
    }

    @Test
    void shouldShowThePolicy() {
        DocumentChange change = set.change(order().planned(), PARAMETERS).orElseThrow();

        assertThat(change.problem()).isNull();
        assertThat(String.valueOf(change.after())).contains("g4dn.xlarge", "price-capacity-optimized", "lt-1");
        assertThat(set.irreversibleEffects(order().planned(), PARAMETERS)).isNotEmpty();
    }

    private static ActionOrder order() {
        return new ActionOrder(
                "act_1",
                Arn.parse(
                        "arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:u-1:autoScalingGroupName/train/gpu"),
                seen(TEMPLATE, null).group(),
                PARAMETERS);
    }

    private static ScalingGroup.Observation seen(@Nullable String template, @Nullable String policy) {
        return new ScalingGroup.Observation(
                new ScalingGroup(jsonOrNull(template), null, jsonOrNull(policy), List.of(), null, Map.of(), null));
    }

    private static @Nullable JsonNode jsonOrNull(@Nullable String text) {
        return text == null ? null : json(text);
    }

    private static JsonNode json(String text) {
        return Json.read(text.replace('\'', '"'), JsonNode.class);
    }
}
