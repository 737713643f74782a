package dev.gleaner.actuator.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.aws.evidence.TrainingCheckpointStatus;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A host whose cards look idle, and on which somebody's work may still be. */
class GpuEvidenceTest {

    private static final Instant NOW = Case.NOW;
    private static final String HOURS = "UTC Mon 08:00-18:00";

    private final GuardEvaluator guardEvaluator = new GuardEvaluator(
            new SmallRyeConfigBuilder().withMapping(GuardConfig.class).build().getConfigMapping(GuardConfig.class));
    private final Case with = new Case();

    @BeforeEach
    void letCardsBeIdle() {
        with.rule = "idle-gpu";
        with.confirmed = Optional.of(NOW.minusSeconds(60));
        with.lastWork = NOW.minus(Duration.ofHours(30));
        with.lastProcess = NOW.minus(Duration.ofHours(1));
    }

    @Test
    void shouldStopAHostWhoseCardsAreIdleAndFree() {
        assertThat(guardEvaluator.evaluateStart(with.situation())).isEmpty();
    }

    /**
     * aws-solutions/instance-scheduler-on-aws#524: the load is low, and a long job or a user is there all the same.
     */
    @Test
    void shouldNotStopAHostOnWhichAProcessIsThereAlthoughItDoesLittle() {
        with.lastProcess = NOW.minus(Duration.ofMinutes(59));

        assertRefused("compute-process", "process");
    }

    @Test
    void shouldStopAHostWhoseLastWorkIsInACheckpoint() {
        with.checkpoint = new TrainingCheckpointStatus.Newest(with.lastWork);

        assertThat(guardEvaluator.evaluateStart(with.situation())).isEmpty();
    }

    @Test
    void shouldNotStopAHostWhoseLastWorkIsInNoCheckpoint() {
        with.checkpoint = new TrainingCheckpointStatus.Newest(
                NOW.minus(Duration.ofHours(30)).minusSeconds(1));

        assertRefused("checkpoint", "newest checkpoint is of");
    }

    @Test
    void shouldNotStopAHostWhoseCheckpointsCannotBeRead() {
        with.checkpoint = new TrainingCheckpointStatus.Unreadable("AccessDenied");

        assertRefused("checkpoint", "AccessDenied");
    }

    @Test
    void shouldNotStopAHostWithCheckpointsOfWhichNobodyKnowsWhenItWorkedLast() {
        with.checkpoint = new TrainingCheckpointStatus.Newest(NOW);
        with.lastWork = null;

        assertRefused("checkpoint", "it is unknown when its GPUs");
    }

    /** The hours of a schedule end, and a job goes on: its processor does little, and its process is there. */
    @Test
    void shouldNotStopByAScheduleAHostOnWhichAProcessIsThere() {
        schedule();
        assertThat(guardEvaluator.evaluateStart(with.situation())).isEmpty();

        with.lastProcess = NOW.minus(Duration.ofMinutes(5));

        assertRefused("compute-process", "process");
    }

    @Test
    void shouldNotStopByAScheduleAHostWhoseLastWorkIsInNoCheckpoint() {
        schedule();
        with.checkpoint = new TrainingCheckpointStatus.Newest(NOW.minus(Duration.ofHours(31)));

        assertRefused("checkpoint", "newest checkpoint is of");
    }

    @Test
    void shouldHoldTheStopsOfASchedulesInABlackout() {
        schedule();
        GuardEvaluator frozen = new GuardEvaluator(new SmallRyeConfigBuilder()
                .withMapping(GuardConfig.class)
                .withDefaultValues(Map.of(
                        "actuator.guard.windows[0].from", "01:00",
                        "actuator.guard.windows[0].to", "02:00",
                        "actuator.guard.windows[0].zone", "UTC",
                        "actuator.guard.blackouts[0].from", "2026-11-24",
                        "actuator.guard.blackouts[0].zone", "UTC"))
                .build()
                .getConfigMapping(GuardConfig.class));

        assertThat(frozen.evaluateStart(with.situation()))
                .get()
                .isInstanceOfSatisfying(GuardResult.Delay.class, delay -> {
                    assertThat(delay.guard()).isEqualTo("change-window");
                    assertThat(delay.until()).isEqualTo(Instant.parse("2026-11-25T00:00:00Z"));
                });
    }

    @Test
    void shouldCountTheStopsOfSchedulesAgainstTheBudget() {
        schedule();
        with.budgets = List.of(Case.spent(HourlyBudget.Unit.ACTIONS, 60, 60));

        assertThat(guardEvaluator.evaluateStart(with.situation()))
                .get()
                .isInstanceOfSatisfying(
                        GuardResult.Delay.class,
                        delay -> assertThat(delay.guard()).isEqualTo("budget"));
    }

    private void schedule() {
        with.tags = Map.of("gleaner:schedule", HOURS);
        with.schedule = Optional.of(HOURS);
    }

    private void assertRefused(String guard, String why) {
        assertThat(guardEvaluator.evaluateStart(with.situation()))
                .get()
                .isInstanceOfSatisfying(GuardResult.Refusal.class, refusal -> {
                    assertThat(refusal.guard()).isEqualTo(guard);
                    assertThat(refusal.reason()).contains(why);
                });
    }
}
