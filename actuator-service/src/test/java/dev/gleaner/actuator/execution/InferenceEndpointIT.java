package dev.gleaner.actuator.execution;

import static dev.gleaner.actuator.support.Console.awaitAction;
import static dev.gleaner.actuator.support.Console.awaitPlan;
import static dev.gleaner.actuator.support.Console.undo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.support.ActingProfile;
import dev.gleaner.actuator.support.AwsCalls;
import dev.gleaner.actuator.support.Console;
import dev.gleaner.actuator.support.EndpointTargets;
import dev.gleaner.actuator.support.Findings;
import dev.gleaner.actuator.support.Records;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.test.aws.AwsProxy;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A yes to the deletion of an inference endpoint or to fewer instances of it, and the way back. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(ActingProfile.class)
class InferenceEndpointIT {

    AwsProxy aws;

    private final EndpointTargets endpoints = new EndpointTargets();

    /** Of the last finding that was sent. */
    private String plan;

    @Test
    void shouldDeleteAnEndpointAndCreateItAgain() {
        Arn endpoint = endpoints.create(Map.of("team", "vision"));
        endpoints.running(endpoint);
        String action = approved(endpoint);

        awaitAction(action, "observed");
        assertThat(endpoints.find(endpoint)).isEmpty();

        String undo = undo(action);
        awaitAction(undo, "observed");
        assertThat(endpoints.find(endpoint)).hasValueSatisfying(again -> {
            assertThat(again.endpointStatusAsString()).isEqualTo("InService");
            assertThat(again.endpointConfigName()).isEqualTo(endpoint.id());
            assertThat(again.productionVariants().get(0).currentInstanceCount()).isEqualTo(2);
        });
        assertThat(endpoints.tags(endpoint)).containsEntry("team", "vision").containsEntry("gleaner:action", action);
        assertThat(AwsCalls.count(aws, "DeleteEndpoint", endpoint)).isOne();
        assertThat(AwsCalls.count(aws, "CreateEndpoint", endpoint)).isOne();
    }

    /** No value is not zero, and one invocation a day is a use. */
    @Test
    void shouldNotDeleteAnEndpointThatIsUsedOrOfWhichThatIsNotKnown() {
        Arn used = endpoints.create(Map.of());
        endpoints.running(used);
        endpoints.invoked(used, 20);
        Arn unknown = endpoints.create(Map.of());

        assertThat(refusal(used)).contains("days ago, within the last 7 days");
        assertThat(refusal(unknown)).contains("only 0 of the last 24 hours");
        assertThat(AwsCalls.count(aws, "DeleteEndpoint", used) + AwsCalls.count(aws, "DeleteEndpoint", unknown))
                .isZero();
    }

    @Test
    void shouldNotDeleteAnEndpointThatIsProtectedOrDeployedByAProject() {
        Arn isProtected = endpoints.create(Map.of("gleaner:protected", "true"));
        Arn deployed = endpoints.create(Map.of("sagemaker:project-name", "ranking"));
        endpoints.running(isProtected);
        endpoints.running(deployed);

        assertThat(refusal(isProtected)).contains("gleaner:protected");
        assertThat(refusal(deployed)).contains("SageMaker owns it").contains("ranking");
    }

    /** Its undo would not bring back what Application Auto Scaling keeps of it. */
    @Test
    void shouldNotDeleteAnEndpointThatIsScaledSinceThePlan() {
        Arn endpoint = endpoints.create(Map.of());
        endpoints.running(endpoint);
        Finding finding = sent(endpoint);
        String plan = awaitPlan(finding.id());
        endpoints.scale(endpoint);

        String action = Console.approved(finding.id(), plan);

        assertThat(awaitAction(action, "refused").path("reason").asText()).contains("scaling of the endpoint changed");
        assertThat(endpoints.find(endpoint)).isPresent();
    }

    @Test
    void shouldNotDeleteAnEndpointThatCouldNotBeCreatedAgain() {
        Arn endpoint = endpoints.create(Map.of());
        endpoints.running(endpoint);
        Finding finding = sent(endpoint);
        String plan = awaitPlan(finding.id());
        endpoints.deleteConfiguration(endpoint);

        String action = Console.approved(finding.id(), plan);

        awaitAction(action, "refused");
        assertThat(endpoints.find(endpoint)).isPresent();
    }

    @Test
    void shouldReduceInstancesAndRestoreThem() {
        Arn endpoint = endpoints.create(Map.of());
        endpoints.running(endpoint);
        endpoints.invoked(endpoint, 3, 1_200);
        String action = Console.approved(sendScaling(endpoint).id(), plan);

        awaitAction(action, "observed");
        assertThat(instances(endpoint)).isEqualTo(1);
        assertThat(endpoints.scaling(endpoint)).hasValueSatisfying(scaling -> {
            assertThat(scaling.minCapacity()).isEqualTo(1);
            assertThat(scaling.maxCapacity()).isEqualTo(2);
        });
        assertThat(endpoints.policies(endpoint))
                .singleElement()
                .satisfies(policy -> assertThat(policy.targetTrackingScalingPolicyConfiguration()
                                .targetValue())
                        .isEqualTo(20.0));

        String undo = undo(action);
        awaitAction(undo, "observed");
        assertThat(instances(endpoint)).isEqualTo(2);
        assertThat(endpoints.scaling(endpoint)).isEmpty();
        assertThat(AwsCalls.count(aws, "RegisterScalableTarget", endpoint)).isOne();
        assertThat(AwsCalls.count(aws, "PutScalingPolicy", endpoint)).isOne();
        assertThat(AwsCalls.count(aws, "DeregisterScalableTarget", endpoint)).isOne();
        assertThat(AwsCalls.count(aws, "UpdateEndpointWeightsAndCapacities", endpoint))
                .isEqualTo(2);
    }

    /** The policy would start instances again at once, and it is not known whether fewer of them are enough. */
    @Test
    void shouldNotReduceInstancesThatAreNeededOrOfWhichThatIsNotKnown() {
        Arn busy = endpoints.create(Map.of());
        endpoints.running(busy);
        endpoints.invoked(busy, 3, 1_201);
        Arn unknown = endpoints.create(Map.of());

        assertThat(scalingRefusal(busy)).contains("1201 times in an hour");
        assertThat(scalingRefusal(unknown)).contains("only 0 of the last 24 hours");
        assertThat(AwsCalls.count(aws, "RegisterScalableTarget", busy)
                        + AwsCalls.count(aws, "RegisterScalableTarget", unknown))
                .isZero();
    }

    @Test
    void shouldNotReduceInstancesThatSomebodyElseSetOrScales() {
        Arn resized = endpoints.create(Map.of());
        Arn scaled = endpoints.create(Map.of());
        endpoints.running(resized);
        endpoints.running(scaled);
        Finding ofResized = sendScaling(resized);
        String planOfResized = plan;
        Finding ofScaled = sendScaling(scaled);
        String planOfScaled = plan;
        endpoints.resize(resized, 5);
        endpoints.scale(scaled);

        String first = Console.approved(ofResized.id(), planOfResized);
        String second = Console.approved(ofScaled.id(), planOfScaled);

        assertThat(awaitAction(first, "refused").path("reason").asText()).contains("changed since the plan");
        assertThat(awaitAction(second, "refused").path("reason").asText()).contains("scaling of the endpoint changed");
        assertThat(instances(resized)).isEqualTo(5);
        assertThat(endpoints.scaling(scaled))
                .hasValueSatisfying(scaling -> assertThat(scaling.maxCapacity()).isEqualTo(4));
    }

    /** What the owner set since is not the action's to end. */
    @Test
    void shouldNotEndScalingThatSomebodyElseChanged() {
        Arn endpoint = endpoints.create(Map.of());
        endpoints.running(endpoint);
        String action = Console.approved(sendScaling(endpoint).id(), plan);
        awaitAction(action, "observed");
        endpoints.scale(endpoint);

        String undo = undo(action);

        assertThat(awaitAction(undo, "refused").path("reason").asText()).contains("changed since it was set");
        assertThat(endpoints.scaling(endpoint)).isPresent();
        assertThat(instances(endpoint)).isEqualTo(1);
    }

    private String scalingRefusal(Arn endpoint) {
        String action = Console.approved(sendScaling(endpoint).id(), plan);
        return awaitAction(action, "refused").path("reason").asText();
    }

    private Finding sendScaling(Arn endpoint) {
        Remedy remedy = new Remedy(
                "set-endpoint-scaling", Map.of("instances", "1", "invocations", "20"), true, List.of(), "Do it");
        Finding finding = Records.sendConfirmed(Findings.with(Findings.idle(endpoint), List.of(remedy)));
        plan = awaitPlan(finding.id());
        return finding;
    }

    private int instances(Arn endpoint) {
        return endpoints
                .find(endpoint)
                .orElseThrow()
                .productionVariants()
                .get(0)
                .currentInstanceCount();
    }

    private String refusal(Arn endpoint) {
        return awaitAction(approved(endpoint), "refused").path("reason").asText();
    }

    private static String approved(Arn endpoint) {
        Finding finding = sent(endpoint);
        return Console.approved(finding.id(), awaitPlan(finding.id()));
    }

    private static Finding sent(Arn endpoint) {
        Remedy remedy = new Remedy("delete-endpoint", Map.of(), true, List.of(), "Do it");
        return Records.sendConfirmed(Findings.with(Findings.idle(endpoint), List.of(remedy)));
    }
}
