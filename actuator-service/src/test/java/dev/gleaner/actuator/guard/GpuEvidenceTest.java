package dev.gleaner.actuator.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.action.TargetPrecondition;
import dev.gleaner.actuator.aws.evidence.InstanceAccelerators;
import dev.gleaner.actuator.aws.evidence.TrainingCheckpointStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A host whose cards look idle, and on which somebody's work may still be. */
class GpuEvidenceTest {

    private static final Instant NOW = Case.NOW;
    private static final String HOURS = "UTC Mon 08:00-18:00";

    private final GuardEvaluator guardEvaluator = ConfiguredGuards.create();
    private final Case with = new Case();

    @BeforeEach
    void letCardsBeIdle() {
        with.rule = "idle-gpu";
        with.confirmed = Optional.of(NOW.minusSeconds(60));
        with.accelerators = new InstanceAccelerators.Gpus(8);
        with.gpusRead = Optional.of(NOW.minus(Duration.ofHours(1)));
        with.gpus = 8;
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

    /** The hours of a schedule end, and a job goes on: its processor does little, and its GPUs work. */
    @Test
    void shouldNotStopByAScheduleAHostOnWhichAProcessIsThere() {
        schedule();
        assertThat(guardEvaluator.evaluateStart(with.situation())).isEmpty();

        with.gpusRead = Optional.of(NOW.minus(Duration.ofMinutes(1)));
        with.lastWork = NOW.minus(Duration.ofMinutes(1));
        with.lastProcess = NOW.minus(Duration.ofMinutes(1));

        assertRefused("compute-process", "a compute process was seen");
        assertLift("End the process, then wait until none was seen for PT1H.");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotStopAHostWhoseGpusNobodyReads(boolean isScheduled) {
        scheduleIf(isScheduled);
        with.gpusRead = Optional.empty();

        assertRefused("compute-process", "nobody reads its GPUs, of which it has 8");
        assertLift(
                "Have all of its GPUs read, by the GPU agent or DCGM exporter, then wait until the readings of PT1H show"
                        + " no process.");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotStopAHostWhoseReadingsAreOld(boolean isScheduled) {
        scheduleIf(isScheduled);
        with.gpusRead = Optional.of(NOW.minus(Duration.ofHours(1)).minusSeconds(1));
        with.lastProcess = NOW.minus(Duration.ofDays(2));

        assertRefused("compute-process", "its GPUs were read through 2026-11-24T11:34:55Z only");
    }

    /** Of a host that was stopped and started, the readings before the stop show nothing. */
    @Test
    void shouldNotStopAHostWhoseReadingsAreOfBeforeItsStart() {
        with.launched = NOW.minus(Duration.ofMinutes(20));
        with.gpusRead = Optional.of(NOW.minus(Duration.ofMinutes(21)));

        assertRefused("compute-process", "its GPUs were not read since it was started at 2026-11-24T12:14:56Z");
    }

    @Test
    void shouldNotStopAHostWithAGpuThatIsNotRead() {
        with.gpus = 7;

        assertRefused("compute-process", "only 7 of its 8 GPUs are read");
    }

    @Test
    void shouldNotTakeReadingsOfTheFutureForThoseOfNow() {
        with.gpusRead = Optional.of(NOW.plus(Duration.ofMinutes(5)));
        assertThat(guardEvaluator.evaluateStart(with.situation())).isEmpty();

        with.gpusRead = Optional.of(NOW.plus(Duration.ofMinutes(5)).plusSeconds(1));

        assertRefused("compute-process", "lies in the future");
    }

    @Test
    void shouldNotStopAHostWithAReadingThatDoesNotShowWhetherItWorked() {
        with.lastUnknown = NOW.minus(Duration.ofMinutes(59));

        assertRefused("compute-process", "does not show whether it was at work");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotStopAHostWithAcceleratorsThatNobodyReads(boolean isScheduled) {
        scheduleIf(isScheduled);
        with.accelerators = new InstanceAccelerators.Unread("Trainium");

        assertRefused("compute-process", "there are no readings of Trainium");
        assertLift("Nothing ends it for this remedy: make sure that its accelerators are idle, then stop it yourself.");
    }

    @Test
    void shouldNotStopAHostOfWhichEc2DoesNotTellTheAccelerators() {
        with.accelerators = new InstanceAccelerators.Unknown("EC2 does not report what accelerators p9.large has");

        assertRefused("compute-process", "what accelerators p9.large has");
    }

    /** An undo that stops the host is a stop. */
    @Test
    void shouldNotUndoByAStopOfAHostWhoseGpusNobodyReads() {
        with.demands = EnumSet.of(TargetPrecondition.LOSING_NOTHING, TargetPrecondition.QUIET);
        assertThat(guardEvaluator.evaluateUndo(with.situation())).isEmpty();

        with.gpusRead = Optional.empty();

        assertThat(guardEvaluator.evaluateUndo(with.situation()))
                .get()
                .extracting(GuardResult::guard)
                .isEqualTo("compute-process");
    }

    /** Nothing works on a stopped host, and nothing reads its GPUs. */
    @Test
    void shouldLetAStoppedHostBeTerminatedWithoutReadings() {
        with.gpusRead = Optional.empty();
        with.plannedState = "stopped";
        with.state = "stopped";

        assertThat(guardEvaluator.evaluateStart(with.situation())).isEmpty();
    }

    @Test
    void shouldStopAnInstanceWithoutAcceleratorsOfWhichThereAreNoReadings() {
        with.accelerators = new InstanceAccelerators.None();
        with.gpusRead = Optional.empty();

        assertThat(guardEvaluator.evaluateStart(with.situation())).isEmpty();
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
        GuardEvaluator frozen = ConfiguredGuards.create(Map.of(
                "actuator.guard.windows[0].from", "01:00",
                "actuator.guard.windows[0].to", "02:00",
                "actuator.guard.windows[0].zone", "UTC",
                "actuator.guard.blackouts[0].from", "2026-11-24",
                "actuator.guard.blackouts[0].zone", "UTC"));

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

    private void scheduleIf(boolean isScheduled) {
        if (isScheduled) {
            schedule();
        }
    }

    private void assertLift(String lift) {
        assertThat(guardEvaluator.evaluateStart(with.situation()))
                .get()
                .extracting(GuardResult::lift)
                .isEqualTo(lift);
    }

    private void schedule() {
        with.tags = Map.of("gleaner:schedule", HOURS);
        with.schedule = Optional.of(HOURS);
    }

    private void assertRefused(String guard, String why) {
        ConfiguredGuards.assertRefused(guardEvaluator, with, guard, why);
    }
}
