package dev.gleaner.actuator.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.aws.InferenceEndpoint;
import dev.gleaner.actuator.aws.InferenceEndpoint.EndpointScaling;
import dev.gleaner.actuator.aws.InferenceEndpoint.Variant;
import dev.gleaner.actuator.aws.OfflineClients;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.test.SeededTest;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When the instances of an inference endpoint are reduced, and how they come back. */
class SetEndpointScalingTest {

    private static final Arn TARGET = Arn.parse("arn:aws:sagemaker:us-east-1:123456789012:endpoint/ranker");
    private static final Map<String, String> PARAMETERS = Map.of("instances", "2", "invocations", "90");
    private static final InferenceEndpoint PLANNED = endpoint("InService", 4, 1);
    private static final EndpointScaling.Policy OURS = new EndpointScaling.Policy("gleaner-act_1", 90.0);

    private final ActionDefinition<InferenceEndpoint.Observation> action =
            SetEndpointScaling.action(OfflineClients.create());
    private final ActionDefinition<InferenceEndpoint.Observation> undo =
            SetEndpointScaling.undo(OfflineClients.create());

    @Test
    void shouldShowWhatChanges() {
        DocumentChange change = action.change(PLANNED, PARAMETERS).orElseThrow();

        assertThat(change.before()).hasToString("{\"main\":4}");
        assertThat(change.after())
                .hasToString("{\"main\":2,\"mostInstances\":4,\"invocationsPerInstanceAndMinute\":90}");
        assertThat(action.planningObstacle(PLANNED, PARAMETERS)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "4, 90, fewer are needed",
        "5, 90, fewer are needed",
        "0, 90, whole numbers",
        "two, 90, whole numbers",
        "2, 0, whole numbers",
        "2, '', whole numbers",
        "2, 1.5, whole numbers"
    })
    void shouldRefuseParametersThatReduceNothing(String instances, String invocations, String why) {
        Map<String, String> parameters = Map.of("instances", instances, "invocations", invocations);

        assertThat(action.planningObstacle(PLANNED, parameters))
                .hasValueSatisfying(told -> assertThat(told).contains(why));
        assertThat(action.change(PLANNED, parameters).orElseThrow().problem()).contains(why);
    }

    @Test
    void shouldRefuseOtherParametersAndEndpointsWithSeveralVariants() {
        assertThat(action.planningObstacle(PLANNED, Map.of("instances", "2"))).isPresent();
        assertThat(action.planningObstacle(PLANNED, Map.of("instances", "2", "invocations", "1", "variant", "main")))
                .hasValueSatisfying(why -> assertThat(why).contains("no parameter variant"));
        Variant main = new Variant("main", "model", 4, 4);
        assertThat(action.planningObstacle(
                        of("InService", List.of(main, new Variant("canary", "model", 1, 1))), PARAMETERS))
                .hasValueSatisfying(why -> assertThat(why).contains("2 variants"));
        assertThat(action.planningObstacle(
                        of("InService", List.of(new Variant("main", "model", null, null))), PARAMETERS))
                .hasValueSatisfying(why -> assertThat(why).contains("not known"));
    }

    @Test
    void shouldAskForWhatWasApproved() {
        ActionOrder order = order();

        assertThat(SetEndpointScaling.registration(order)).satisfies(request -> {
            assertThat(request.resourceId()).isEqualTo("endpoint/Ranker/variant/main");
            assertThat(request.scalableDimensionAsString()).isEqualTo("sagemaker:variant:DesiredInstanceCount");
            assertThat(request.minCapacity()).isEqualTo(2);
            assertThat(request.maxCapacity()).isEqualTo(4);
        });
        assertThat(SetEndpointScaling.scalingPolicy(order)).satisfies(request -> {
            assertThat(request.policyName()).isEqualTo("gleaner-act_1");
            assertThat(request.targetTrackingScalingPolicyConfiguration().targetValue())
                    .isEqualTo(90.0);
            assertThat(request.targetTrackingScalingPolicyConfiguration()
                            .predefinedMetricSpecification()
                            .predefinedMetricTypeAsString())
                    .isEqualTo("SageMakerVariantInvocationsPerInstance");
        });
        assertThat(SetEndpointScaling.reducing(order).desiredWeightsAndCapacities())
                .singleElement()
                .satisfies(capacity -> {
                    assertThat(capacity.variantName()).isEqualTo("main");
                    assertThat(capacity.desiredInstanceCount()).isEqualTo(2);
                    assertThat(capacity.desiredWeight()).isNull();
                });
        assertThat(SetEndpointScaling.restoring(undoOrder()).desiredWeightsAndCapacities())
                .singleElement()
                .satisfies(
                        capacity -> assertThat(capacity.desiredInstanceCount()).isEqualTo(4));
    }

    /** The way to more instances comes before they go. */
    @Test
    void shouldReduceInstancesOnlyWhileTheyWouldBeStartedAgain() {
        ActionStep<InferenceEndpoint.Observation> reduce = action.steps().get(2);

        assertThat(reduce.obstacle(order(), seen(PLANNED, scaling(2, 4, OURS)))).isEmpty();
        assertThat(reduce.obstacle(order(), seen(PLANNED))).isPresent();
        assertThat(reduce.obstacle(order(), seen(PLANNED, scaling(2, 4)))).isPresent();
        assertThat(reduce.obstacle(order(), seen(PLANNED, scaling(1, 4, OURS)))).isPresent();
        assertThat(reduce.obstacle(order(), seen(endpoint("Updating", 4, 1), scaling(2, 4, OURS))))
                .isPresent();
        assertThat(reduce.obstacle(order(), seen(endpoint("InService", 4, 2), scaling(2, 4, OURS))))
                .as("created again")
                .isPresent();
    }

    @Test
    void shouldRefuseScalingOfSomebodyElse() {
        InferenceEndpoint scaled = new InferenceEndpoint(
                "Ranker",
                "InService",
                "ranker-7",
                1,
                PLANNED.variants(),
                false,
                false,
                List.of(),
                List.of("main"),
                Map.of());
        ActionStep<InferenceEndpoint.Observation> register = action.steps().get(0);
        ActionStep<InferenceEndpoint.Observation> deregister = undo.steps().get(0);
        EndpointScaling.Policy theirs = new EndpointScaling.Policy("theirs", 90.0);

        assertThat(register.obstacle(order(), seen(scaled, scaling(1, 8, theirs))))
                .isPresent();
        assertThat(register.evaluateProgress(order(), seen(PLANNED), seen(scaled, scaling(2, 4, theirs))))
                .isEqualTo(StepProgress.CONTESTED);
        assertThat(deregister.obstacle(undoOrder(), seen(scaled, scaling(2, 4, OURS, theirs))))
                .isPresent();
        assertThat(deregister.obstacle(undoOrder(), seen(scaled, scaling(2, 6, OURS))))
                .isPresent();
        assertThat(deregister.obstacle(undoOrder(), seen(scaled, scaling(2, 4, OURS))))
                .isEmpty();
        assertThat(deregister.obstacle(
                        undoOrder(), seen(scaled, scaling(2, 4, new EndpointScaling.Policy("gleaner-act_1", 50.0)))))
                .isPresent();
    }

    @Test
    void shouldTellInstancesThatSomebodyElseSet() {
        ActionStep<InferenceEndpoint.Observation> reduce = action.steps().get(2);
        ActionStep<InferenceEndpoint.Observation> restore = undo.steps().get(1);

        assertThat(reduce.evaluateProgress(order(), seen(PLANNED), seen(endpoint("InService", 2, 1))))
                .isEqualTo(StepProgress.DONE);
        assertThat(reduce.evaluateProgress(order(), seen(PLANNED), seen(endpoint("InService", 3, 1))))
                .as("the policy started one again")
                .isEqualTo(StepProgress.DONE);
        assertThat(reduce.evaluateProgress(order(), seen(PLANNED), seen(endpoint("InService", 1, 1))))
                .isEqualTo(StepProgress.CONTESTED);
        assertThat(restore.evaluateProgress(undoOrder(), seen(PLANNED), seen(endpoint("InService", 9, 1))))
                .isEqualTo(StepProgress.CONTESTED);
        assertThat(restore.obstacle(undoOrder(), seen(endpoint("InService", 9, 1))))
                .isPresent();
        assertThat(restore.evaluateProgress(undoOrder(), seen(PLANNED), seen(null)))
                .isEqualTo(StepProgress.LOST);
    }

    @Test
    void shouldBeInEffectWhileItsBoundsAre() {
        InferenceEndpoint.Observation before = seen(PLANNED);

        assertThat(action.isInEffect(order(), before, seen(endpoint("InService", 4, 1), scaling(2, 4, OURS))))
                .isTrue();
        assertThat(action.isInEffect(order(), before, seen(endpoint("InService", 2, 1), scaling(4, 8, OURS))))
                .isFalse();
        assertThat(action.isInEffect(order(), before, seen(endpoint("InService", 2, 1))))
                .isFalse();
    }

    /**
     * Wherever the actuator stops and goes on, and whatever comes twice: the endpoint is never below the approved number of instances,
     * there are fewer only while the policy is there, and the undo brings back what was.
     */
    @SeededTest(300)
    void shouldRestoreWhatWasWhateverIsRepeated(long seed) {
        Random random = new Random(seed);
        Fake aws = new Fake();

        // Ends after any of the steps, as an action does that fails.
        int made = 1 + random.nextInt(action.steps().size());
        action.steps().subList(0, made).forEach(step -> run(step, order(), aws, random));
        assertThat(aws.instances).isEqualTo(made == action.steps().size() ? 2 : 4);
        undo.steps().forEach(step -> run(step, undoOrder(), aws, random));

        assertThat(aws.scaling).isNull();
        assertThat(aws.instances).isEqualTo(4);
    }

    private static void run(
            ActionStep<InferenceEndpoint.Observation> step, ActionOrder order, Fake aws, Random random) {
        InferenceEndpoint.Observation before = aws.seen();
        for (int round = 0; round < 200; round++) {
            StepProgress progress = step.evaluateProgress(order, before, aws.seen());
            if (progress == StepProgress.DONE) {
                return;
            }
            assertThat(progress).isIn(StepProgress.NOT_YET, StepProgress.UNDER_WAY);
            if (progress == StepProgress.NOT_YET && random.nextBoolean()) {
                assertThat(step.obstacle(order, aws.seen())).isEmpty();
                aws.call(step, order);
            } else if (random.nextBoolean()) {
                aws.goOn();
            }
        }
        throw new AssertionError(step.name() + " was not done");
    }

    /** SageMaker and Application Auto Scaling, as slow as they are. */
    private static final class Fake {

        private int instances = 4;
        private int desired = 4;
        private @Nullable EndpointScaling scaling;

        InferenceEndpoint.Observation seen() {
            InferenceEndpoint shown = endpoint(desired == instances ? "InService" : "Updating", instances, 1);
            return scaling == null
                    ? SetEndpointScalingTest.seen(shown)
                    : SetEndpointScalingTest.seen(
                            new InferenceEndpoint(
                                    shown.name(),
                                    shown.status(),
                                    shown.configuration(),
                                    shown.created(),
                                    shown.variants(),
                                    false,
                                    false,
                                    List.of(),
                                    List.of("main"),
                                    shown.tags()),
                            scaling);
        }

        void call(ActionStep<InferenceEndpoint.Observation> step, ActionOrder order) {
            switch (step.name()) {
                case "register-scalable-target" -> {
                    var request = SetEndpointScaling.registration(order);
                    scaling = scaling(
                            request.minCapacity(),
                            request.maxCapacity(),
                            scaling == null
                                    ? new EndpointScaling.Policy[0]
                                    : scaling.policies().toArray(EndpointScaling.Policy[]::new));
                }
                case "put-scaling-policy" -> {
                    var request = SetEndpointScaling.scalingPolicy(order);
                    scaling = scaling(
                            scaling.least(),
                            scaling.most(),
                            new EndpointScaling.Policy(
                                    request.policyName(),
                                    request.targetTrackingScalingPolicyConfiguration()
                                            .targetValue()));
                }
                case "deregister-scalable-target" -> scaling = null;
                default -> {
                    boolean isUndo = step.name().equals("restore-instances");
                    desired = (isUndo ? SetEndpointScaling.restoring(order) : SetEndpointScaling.reducing(order))
                            .desiredWeightsAndCapacities()
                            .get(0)
                            .desiredInstanceCount();
                    if (desired < instances) {
                        assertThat(scaling.policies()).containsExactly(OURS);
                    }
                }
            }
        }

        void goOn() {
            instances = desired;
        }
    }

    private static ActionOrder order() {
        return new ActionOrder("act_1", TARGET, PLANNED, PARAMETERS);
    }

    private static ActionOrder undoOrder() {
        return new ActionOrder("act_1", TARGET, PLANNED, PARAMETERS, seen(PLANNED), "act_2");
    }

    private static EndpointScaling scaling(int least, int most, EndpointScaling.Policy... policies) {
        return new EndpointScaling("main", least, most, List.of(policies));
    }

    private static InferenceEndpoint.Observation seen(
            @Nullable InferenceEndpoint endpoint, EndpointScaling... scaling) {
        return new InferenceEndpoint.Observation(endpoint, List.of(scaling));
    }

    private static InferenceEndpoint endpoint(String status, int instances, long created) {
        return new InferenceEndpoint(
                "Ranker",
                status,
                "ranker-7",
                created,
                List.of(new Variant("main", "model", instances, 4)),
                false,
                false,
                List.of(),
                List.of(),
                Map.of());
    }

    private static InferenceEndpoint of(String status, List<Variant> variants) {
        return new InferenceEndpoint(
                "Ranker", status, "ranker-7", 1, variants, false, false, List.of(), List.of(), Map.of());
    }
}
