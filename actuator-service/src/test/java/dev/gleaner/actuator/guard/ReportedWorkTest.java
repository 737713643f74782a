package dev.gleaner.actuator.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.action.TargetPrecondition;
import dev.gleaner.actuator.work.WorkReportInForce;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An instance on which someone is said to be at work, whatever its metrics show. */
class ReportedWorkTest {

    private final Case with = new Case();
    private final GuardEvaluator evaluator = ConfiguredGuards.create();

    @Test
    void shouldNotStopWhileWorkIsReported() {
        report(1);

        assertThat(evaluator.evaluateStart(with.situation())).get().satisfies(objection -> {
            assertThat(objection.guard()).isEqualTo("reported-work");
            assertThat(objection.reason())
                    .isEqualTo("work on it is reported until 2026-11-24T12:34:57Z: 2 login sessions");
        });
        assertThat(evaluator.preview(with.situation()))
                .extracting(GuardResult::guard)
                .containsExactly("reported-work");
    }

    @Test
    void shouldStopOnceTheReportHasEnded() {
        report(0);

        assertThat(evaluator.evaluateStart(with.situation())).isEmpty();
    }

    /** It has no finding that could be in doubt. */
    @Test
    void shouldNotStopAtTheHoursOfASchedule() {
        with.schedule = Optional.of("UTC Mon 08:00-18:00");
        with.tags = Map.of("gleaner:schedule", "UTC Mon 08:00-18:00");
        assertThat(evaluator.evaluateStart(with.situation())).isEmpty();

        report(1);

        assertThat(evaluator.evaluateStart(with.situation()))
                .get()
                .extracting(GuardResult::guard)
                .isEqualTo("reported-work");
    }

    @Test
    void shouldNotStopToUndoNorAfterADocument() {
        with.demands = EnumSet.of(TargetPrecondition.LOSING_NOTHING, TargetPrecondition.QUIET);
        report(1);

        assertThat(evaluator.evaluateUndo(with.situation()))
                .get()
                .extracting(GuardResult::guard)
                .isEqualTo("reported-work");
        assertThat(evaluator.evaluatePrepared(with.situation(), true))
                .get()
                .extracting(GuardResult::guard)
                .isEqualTo("reported-work");
        assertThat(evaluator.evaluatePrepared(with.situation(), false))
                .get()
                .extracting(GuardResult::guard)
                .isEqualTo("reported-work");
    }

    @Test
    void shouldNotAskAboutWhatIsStopped() {
        with.state = "stopped";
        with.plannedState = "stopped";
        report(1);

        assertThat(evaluator.evaluateStart(with.situation())).isEmpty();
    }

    private void report(int seconds) {
        with.reportedWork = Optional.of(new WorkReportInForce(Case.NOW.plusSeconds(seconds), "2 login sessions"));
    }
}
