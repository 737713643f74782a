package dev.gleaner.actuator.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.aws.NotebookInstance;
import dev.gleaner.actuator.aws.NotebookInstance.Observation;
import dev.gleaner.actuator.aws.OfflineClients;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.test.SeededTest;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a notebook instance is stopped, and how it is started again. */
class StopNotebookTest {

    private static final Arn TARGET = Arn.parse("arn:aws:sagemaker:us-east-1:123456789012:notebook-instance/research");
    private static final long CREATED = 1_000;
    private static final long MODIFIED = 2_000;
    private static final NotebookInstance PLANNED = notebook("InService", CREATED, MODIFIED);

    private final ActionDefinition<Observation> stop = StopNotebook.action(OfflineClients.create());
    private final ActionDefinition<Observation> start = StopNotebook.undo(OfflineClients.create());

    @ParameterizedTest
    @CsvSource({
        "InService, 1000, 2000, NOT_YET",
        "Stopping, 1000, 2001, UNDER_WAY",
        "Stopped, 1000, 2001, DONE",
        "InService, 1000, 2001, OVERTAKEN",
        "Pending, 1000, 2001, OVERTAKEN",
        "Failed, 1000, 2001, CONTESTED",
        "Updating, 1000, 2001, CONTESTED",
        "Deleting, 1000, 2001, CONTESTED",
        "InService, 1001, 2001, LOST"
    })
    void shouldBeDoneWhenSageMakerHasStoppedIt(String status, long created, long modified, StepProgress progress) {
        assertThat(stop.steps()
                        .get(0)
                        .evaluateProgress(order(), seen(PLANNED), seen(notebook(status, created, modified))))
                .isEqualTo(progress);
    }

    @Test
    void shouldTakeItForGoneOnlyIfItWasSeenBefore() {
        assertThat(stop.steps().get(0).evaluateProgress(order(), seen(PLANNED), seen(null)))
                .isEqualTo(StepProgress.LOST);
        assertThat(stop.steps().get(0).evaluateProgress(order(), seen(null), seen(null)))
                .isEqualTo(StepProgress.NOT_YET);
    }

    @Test
    void shouldRefuseWhatChangedSinceThePlan() {
        assertThat(stop.steps().get(0).obstacle(order(), seen(PLANNED))).isEmpty();
        assertThat(stop.steps().get(0).obstacle(order(), seen(null))).isPresent();
        assertSays(notebook("Stopped", CREATED, MODIFIED + 1), "Stopped, not InService");
        assertSays(notebook("InService", CREATED + 1, MODIFIED), "created again");
        assertSays(notebook("InService", CREATED, MODIFIED + 1), "started or changed");
        assertSays(
                new NotebookInstance(
                        "Research", "InService", "ml.t3.medium", CREATED, MODIFIED, null, Map.of("a", "b")),
                "tags");
    }

    @Test
    void shouldRemainInEffectUntilItIsStarted() {
        assertThat(stop.isInEffect(order(), seen(PLANNED), seen(notebook("Stopped", CREATED, MODIFIED + 1))))
                .isTrue();
        assertThat(stop.isInEffect(order(), seen(PLANNED), seen(notebook("InService", CREATED, MODIFIED + 2))))
                .isFalse();
        assertThat(stop.isInEffect(order(), seen(PLANNED), seen(notebook("Stopped", CREATED + 1, MODIFIED + 1))))
                .as("another one of the same name")
                .isFalse();
        assertThat(stop.isInEffect(order(), seen(PLANNED), seen(null))).isFalse();
    }

    @Test
    void shouldTellWhatAStopLoses() {
        assertThat(stop.irreversibleEffects(PLANNED, Map.of())).hasSize(3).anyMatch(lost -> lost.contains("kernels"));
        assertThat(stop.irreversibleEffects(
                        new NotebookInstance(
                                "Research", "InService", "ml.t3.medium", CREATED, MODIFIED, "install", Map.of()),
                        Map.of()))
                .last()
                .asString()
                .contains("lifecycle configuration install");
    }

    @Test
    void shouldStartItAgain() {
        NotebookInstance stopped = notebook("Stopped", CREATED, MODIFIED + 1);
        ActionStep<Observation> step = start.steps().get(0);

        assertThat(step.obstacle(undo(), seen(stopped))).isEmpty();
        assertThat(step.obstacle(undo(), seen(null))).isPresent();
        assertThat(step.obstacle(undo(), seen(notebook("Stopped", CREATED + 1, MODIFIED + 1))))
                .hasValueSatisfying(why -> assertThat(why).contains("another notebook instance"));
        assertThat(step.evaluateProgress(undo(), seen(stopped), seen(stopped))).isEqualTo(StepProgress.NOT_YET);
        assertThat(step.evaluateProgress(undo(), seen(stopped), seen(notebook("Pending", CREATED, MODIFIED + 2))))
                .isEqualTo(StepProgress.UNDER_WAY);
        assertThat(step.evaluateProgress(undo(), seen(stopped), seen(notebook("InService", CREATED, MODIFIED + 3))))
                .isEqualTo(StepProgress.DONE);
        assertThat(step.evaluateProgress(undo(), seen(stopped), seen(notebook("Failed", CREATED, MODIFIED + 3))))
                .as("without capacity")
                .isEqualTo(StepProgress.FAILED);
    }

    /** Wherever the actuator stops and goes on, and whatever comes twice: in the end it runs again. */
    @SeededTest(200)
    void shouldEndInServiceWhateverIsRepeated(long seed) {
        Random random = new Random(seed);

        NotebookInstance stopped = run(stop.steps().get(0), order(), PLANNED, "Stopping", "Stopped", random);
        assertThat(stop.isInEffect(order(), seen(PLANNED), seen(stopped))).isTrue();
        NotebookInstance started = run(start.steps().get(0), undo(), stopped, "Pending", "InService", random);

        assertThat(stop.isInEffect(order(), seen(PLANNED), seen(started))).isFalse();
    }

    private static NotebookInstance run(
            ActionStep<Observation> step,
            ActionOrder order,
            NotebookInstance from,
            String during,
            String after,
            Random random) {
        NotebookInstance now = from;
        for (int round = 0; round < 200; round++) {
            StepProgress progress = step.evaluateProgress(order, seen(from), seen(now));
            if (progress == StepProgress.DONE) {
                return now;
            }
            assertThat(progress).isIn(StepProgress.NOT_YET, StepProgress.UNDER_WAY);
            if (progress == StepProgress.NOT_YET && random.nextBoolean()) {
                assertThat(step.obstacle(order, seen(now))).isEmpty();
                now = notebook(during, CREATED, now.modified() + 1);
            } else if (now.status().equals(during) && random.nextBoolean()) {
                now = notebook(after, CREATED, now.modified() + 1);
            }
        }
        throw new AssertionError("the step was not done");
    }

    private void assertSays(NotebookInstance now, String why) {
        assertThat(stop.steps().get(0).obstacle(order(), seen(now)))
                .hasValueSatisfying(said -> assertThat(said).contains(why));
    }

    private static ActionOrder order() {
        return new ActionOrder("act_1", TARGET, PLANNED, Map.of(), null, null);
    }

    private static ActionOrder undo() {
        return new ActionOrder("act_1", TARGET, PLANNED, Map.of(), null, "act_2");
    }

    private static Observation seen(@Nullable NotebookInstance notebook) {
        return new Observation(notebook);
    }

    private static NotebookInstance notebook(String status, long created, long modified) {
        return new NotebookInstance("Research", status, "ml.t3.medium", created, modified, null, Map.of());
    }
}
