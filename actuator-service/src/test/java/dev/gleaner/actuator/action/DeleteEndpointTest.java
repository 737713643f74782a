package dev.gleaner.actuator.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.aws.InferenceEndpoint;
import dev.gleaner.actuator.aws.InferenceEndpoint.Variant;
import dev.gleaner.actuator.aws.OfflineClients;
import dev.gleaner.actuator.support.ObjectionAssertion;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.test.SeededTest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.sagemaker.model.CreateEndpointRequest;

/** When an inference endpoint is deleted, and how it is created again. */
class DeleteEndpointTest {

    private static final Arn TARGET = Arn.parse("arn:aws:sagemaker:us-east-1:123456789012:endpoint/ranker");
    private static final long CREATED = 1_000;
    private static final InferenceEndpoint PLANNED = endpoint("InService", CREATED, Map.of("Name", "ranker"));

    private final ActionDefinition<InferenceEndpoint.Observation> delete =
            DeleteEndpoint.action(OfflineClients.create());
    private final ActionDefinition<InferenceEndpoint.Observation> restore =
            DeleteEndpoint.undo(OfflineClients.create());

    @Test
    void shouldBeDoneWhenSageMakerHasDeletedIt() {
        assertThat(progress(PLANNED, PLANNED)).isEqualTo(StepProgress.NOT_YET);
        assertThat(progress(PLANNED, endpoint("Deleting", CREATED, Map.of()))).isEqualTo(StepProgress.UNDER_WAY);
        assertThat(progress(PLANNED, null)).isEqualTo(StepProgress.DONE);
        assertThat(progress(null, null)).as("never seen").isEqualTo(StepProgress.NOT_YET);
        assertThat(progress(PLANNED, endpoint("Updating", CREATED, Map.of()))).isEqualTo(StepProgress.CONTESTED);
        assertThat(progress(PLANNED, endpoint("Creating", CREATED + 1, Map.of())))
                .as("another one of the same name")
                .isEqualTo(StepProgress.OVERTAKEN);
    }

    @Test
    void shouldRefuseWhatChangedSinceThePlan() {
        assertThat(delete.steps().get(0).obstacle(order(), seen(PLANNED))).isEmpty();
        assertThat(delete.steps().get(0).obstacle(order(), seen(null))).isPresent();
        assertThat(delete.steps().get(0).obstacle(order(), seen(endpoint("InService", CREATED + 1, PLANNED.tags()))))
                .hasValueSatisfying(why -> assertThat(why).contains("created again"));
        assertThat(delete.steps()
                        .get(0)
                        .obstacle(order(), seen(endpoint("InService", CREATED, Map.of("Name", "other")))))
                .hasValueSatisfying(why -> assertThat(why).contains("tags"));
        assertThat(delete.steps().get(0).obstacle(order(), seen(endpoint("Updating", CREATED, PLANNED.tags()))))
                .hasValueSatisfying(why -> assertThat(why).contains("Updating"));
    }

    @Test
    void shouldNotPlanWhatCouldNotBeCreatedAgainOrWhoseUseIsNotKnown() {
        assertThat(PLANNED.planningObstacle()).isEmpty();
        assertThat(obstacle(true, false, List.of(), List.of())).contains("asynchronous");
        assertThat(obstacle(false, true, List.of(), List.of())).contains("deployment");
        assertThat(obstacle(false, false, List.of("its configuration ranker-7"), List.of()))
                .contains("its configuration ranker-7 does not exist");
        assertThat(obstacle(false, false, List.of(), List.of("main"))).contains("Application Auto Scaling");
        assertThat(new InferenceEndpoint(
                                "Ranker",
                                "InService",
                                "ranker-7",
                                CREATED,
                                List.of(new Variant("main", null, 1, 1)),
                                false,
                                false,
                                List.of(),
                                List.of(),
                                Map.of())
                        .planningObstacle())
                .hasValueSatisfying(why -> assertThat(why).contains("inference components"));
    }

    @ParameterizedTest
    @CsvSource({"48, true", "49, true", "50, false"})
    void shouldNotPlanWhatHasTooManyTags(int count, boolean isPossible) {
        Map<String, String> tags = new HashMap<>(Map.of("aws:cloudformation:stack-name", "s"));
        for (int tag = 0; tag < count; tag++) {
            tags.put("tag-" + tag, "x");
        }

        assertThat(endpoint("InService", CREATED, tags).planningObstacle().isEmpty())
                .isEqualTo(isPossible);
    }

    private static String obstacle(boolean asynchronous, boolean deploying, List<String> gone, List<String> scaled) {
        return new InferenceEndpoint(
                        "Ranker",
                        "InService",
                        "ranker-7",
                        CREATED,
                        PLANNED.variants(),
                        asynchronous,
                        deploying,
                        gone,
                        scaled,
                        Map.of())
                .planningObstacle()
                .orElse("");
    }

    /** No value is not zero. */
    @ParameterizedTest
    @CsvSource({"0, 24, ''", "1, 24, invoked 1 times", "0, 23, only 23", "0, 0, only 0", "70000, 3, invoked 70000 times"
    })
    void shouldDeleteOnlyWhatWasNotInvokedInEachOfTheLastHours(double count, long hours, String why) {
        var objection = new InferenceEndpoint.InvocationReader.Invocations(count, count, hours).objection();

        ObjectionAssertion.assertSays(objection, why);
    }

    @Test
    void shouldTellWhichNumberOfInstancesTheUndoStarts() {
        assertThat(delete.irreversibleEffects(PLANNED, Map.of()))
                .singleElement()
                .asString()
                .contains("the capacity of its instances");
        assertThat(delete.irreversibleEffects(
                        new InferenceEndpoint(
                                "Ranker",
                                "InService",
                                "ranker-7",
                                CREATED,
                                List.of(new Variant("main", "model", 4, 1)),
                                false,
                                false,
                                List.of(),
                                List.of(),
                                Map.of()),
                        Map.of()))
                .hasSize(2)
                .last()
                .asString()
                .contains("4: the undo starts 1");
    }

    @Test
    void shouldCreateItUnderItsNameFromItsConfiguration() {
        CreateEndpointRequest request = DeleteEndpoint.restoring(new ActionOrder(
                "act_1",
                TARGET,
                endpoint("InService", CREATED, Map.of("Name", "ranker", "aws:x", "y", "gleaner:action", "act_0")),
                Map.of(),
                null,
                "act_2"));

        assertThat(request.endpointName()).isEqualTo("Ranker");
        assertThat(request.endpointConfigName()).isEqualTo("ranker-7");
        assertThat(request.tags())
                .extracting(tag -> tag.key() + "=" + tag.value())
                .containsExactlyInAnyOrder("Name=ranker", "gleaner:action=act_1");
    }

    @Test
    void shouldWaitUntilItIsInService() {
        Map<String, String> ours = Map.of("gleaner:action", "act_1");

        assertThat(restored(null, null)).isEqualTo(StepProgress.NOT_YET);
        assertThat(restored(null, endpoint("Creating", CREATED + 9, ours))).isEqualTo(StepProgress.UNDER_WAY);
        assertThat(restored(null, endpoint("InService", CREATED + 9, ours))).isEqualTo(StepProgress.DONE);
        assertThat(restored(null, endpoint("Failed", CREATED + 9, ours))).isEqualTo(StepProgress.CONTESTED);
        assertThat(restored(null, endpoint("InService", CREATED + 9, Map.of())))
                .as("of somebody else")
                .isEqualTo(StepProgress.CONTESTED);
    }

    @Test
    void shouldNotRestoreWhatIsThere() {
        InferenceEndpoint ofOthers = endpoint("InService", CREATED + 9, Map.of());

        assertThat(restore.steps().get(0).obstacle(undo(), seen(null))).isEmpty();
        assertThat(restore.steps().get(0).obstacle(undo(), seen(PLANNED)))
                .hasValueSatisfying(why -> assertThat(why).contains("nothing to restore"));
        assertThat(restore.steps().get(0).obstacle(undo(), seen(ofOthers))).isPresent();
        assertThat(restore.steps().get(0).obstacle(undo(), seen(endpoint("Deleting", CREATED, Map.of()))))
                .isPresent();
    }

    @Test
    void shouldHaveNothingToRestoreWhereTheDeletionWasNotCarriedOut() {
        ActionOrder unfinished =
                new ActionOrder("act_1", TARGET, PLANNED, Map.of(ActionOrder.UNFINISHED, "true"), null, "act_2");

        assertThat(restore.steps().get(0).evaluateProgress(unfinished, seen(PLANNED), seen(PLANNED)))
                .isEqualTo(StepProgress.DONE);
    }

    /**
     * Wherever the actuator stops and goes on, and whatever comes twice: the endpoint is deleted and created at most once each, and in the
     * end it is in service with the configuration and tags that it had.
     */
    @SeededTest(300)
    void shouldEndInServiceWhateverIsRepeated(long seed) {
        Random random = new Random(seed);
        Fake sageMaker = new Fake(PLANNED);

        run(delete.steps().get(0), order(), sageMaker, random);
        assertThat(sageMaker.endpoint).isNull();
        run(restore.steps().get(0), undo(), sageMaker, random);

        assertThat(sageMaker.deletions).isOne();
        assertThat(sageMaker.creations).isOne();
        assertThat(sageMaker.endpoint.status()).isEqualTo("InService");
        assertThat(sageMaker.endpoint.configuration()).isEqualTo("ranker-7");
        assertThat(sageMaker.endpoint.tags()).containsEntry("Name", "ranker");
    }

    /** Steps as a worker does them: it may die after each call, and its successor begins with the first observation. */
    private static void run(
            ActionStep<InferenceEndpoint.Observation> step, ActionOrder order, Fake sageMaker, Random random) {
        InferenceEndpoint.Observation before = seen(sageMaker.endpoint);
        for (int round = 0; round < 100; round++) {
            StepProgress progress = step.evaluateProgress(order, before, seen(sageMaker.endpoint));
            if (progress == StepProgress.DONE) {
                return;
            }
            assertThat(progress).isIn(StepProgress.NOT_YET, StepProgress.UNDER_WAY);
            if (progress == StepProgress.NOT_YET && random.nextBoolean()) {
                assertThat(step.obstacle(order, seen(sageMaker.endpoint))).isEmpty();
                sageMaker.call(step, order);
            } else if (random.nextBoolean()) {
                sageMaker.goOn();
            }
        }
        throw new AssertionError("the step was not done");
    }

    /** SageMaker, as slow as it is. */
    private static final class Fake {

        private @Nullable InferenceEndpoint endpoint;
        private int deletions;
        private int creations;

        Fake(InferenceEndpoint endpoint) {
            this.endpoint = endpoint;
        }

        void call(ActionStep<InferenceEndpoint.Observation> step, ActionOrder order) {
            if (step.call().equals("sagemaker:DeleteEndpoint")) {
                deletions++;
                endpoint = endpoint("Deleting", endpoint.created(), endpoint.tags());
            } else {
                creations++;
                Map<String, String> tags = new HashMap<>();
                DeleteEndpoint.restoring(order).tags().forEach(tag -> tags.put(tag.key(), tag.value()));
                endpoint = endpoint("Creating", CREATED + creations, tags);
            }
        }

        void goOn() {
            if (endpoint != null && endpoint.isDeleting()) {
                endpoint = null;
            } else if (endpoint != null && endpoint.isCreating()) {
                endpoint = endpoint("InService", endpoint.created(), endpoint.tags());
            }
        }
    }

    private StepProgress progress(@Nullable InferenceEndpoint before, @Nullable InferenceEndpoint now) {
        return delete.steps().get(0).evaluateProgress(order(), seen(before), seen(now));
    }

    private StepProgress restored(@Nullable InferenceEndpoint before, @Nullable InferenceEndpoint now) {
        return restore.steps().get(0).evaluateProgress(undo(), seen(before), seen(now));
    }

    private static ActionOrder order() {
        return new ActionOrder("act_1", TARGET, PLANNED, Map.of());
    }

    private static ActionOrder undo() {
        return new ActionOrder("act_1", TARGET, PLANNED, Map.of(), seen(PLANNED), "act_2");
    }

    private static InferenceEndpoint.Observation seen(@Nullable InferenceEndpoint endpoint) {
        return new InferenceEndpoint.Observation(endpoint);
    }

    private static InferenceEndpoint endpoint(String status, long created, Map<String, String> tags) {
        return new InferenceEndpoint(
                "Ranker",
                status,
                "ranker-7",
                created,
                List.of(new Variant("main", "model", 2, 2)),
                false,
                false,
                List.of(),
                List.of(),
                tags);
    }
}
