package dev.gleaner.actuator.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.action.TargetPrecondition;
import dev.gleaner.actuator.aws.evidence.InstanceSessions;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What still counts between a document on an instance and the stop that it prepares. */
class PreparedGuardsTest {

    private static final String TODAY = "2026-11-24";

    @Test
    void shouldStopWhatWasPrepared() {
        assertThat(refusal(with -> {})).isEmpty();
    }

    /** The document itself is work: it saves files, and sends them. */
    @Test
    void shouldNotTakeTheDocumentForWork() {
        Consumer<Case> busy = with -> with.cpu.replaceAll((hour, percent) -> 90.0);

        assertThat(refusal(busy)).isEmpty();
        assertThat(evaluator().evaluateStart(made(busy).situation())).isPresent();
        assertThat(refusal(busy.andThen(with -> with.schedule = Optional.of(""))))
                .isEmpty();
    }

    /** It has taken its share before the document ran. */
    @Test
    void shouldNotTakeItsShareOfTheBudgetTwice() {
        Consumer<Case> spent = with -> with.budgets = List.of(Case.spent(HourlyBudget.Unit.ACTIONS, 1, 1));

        assertThat(refusal(spent)).isEmpty();
        assertThat(evaluator().evaluateStart(made(spent).situation())).get().isInstanceOf(GuardResult.Delay.class);
    }

    @Test
    void shouldNotStopUnderTheHandsOfWhoCameMeanwhile() {
        assertThat(refusal(with -> with.sessions = new InstanceSessions.Open("user anna", null)))
                .contains("open-session");
        assertThat(refusal(with -> {
                    with.sessions = new InstanceSessions.Unread();
                    with.schedule = Optional.of("");
                }))
                .isPresent();
    }

    @Test
    void shouldNotStopWhatIsNoLongerToBeStopped() {
        assertThat(refusal(with -> with.findingHolds = false)).contains("unchanged-plan");
        assertThat(refusal(with -> with.killSwitch = true)).contains("kill-switch");
        assertThat(refusal(with -> with.validUntil = Case.NOW.minusSeconds(1))).contains("approval");
        assertThat(refusal(with -> with.confirmed = Optional.of(Case.NOW.minus(Duration.ofHours(3)))))
                .contains("confirmation");
        assertThat(refusal(with -> with.tags = Map.of("gleaner:protected", ""))).contains("protected-tag");
        assertThat(refusal(with -> {
                    with.gpusRead = Optional.of(Case.NOW);
                    with.lastProcess = Case.NOW.minusSeconds(60);
                }))
                .contains("compute-process");
    }

    /** A window that opens tomorrow would find a document of today. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldRefuseWhatWouldDelay(boolean isScheduled) {
        Case with = new Case();
        with.schedule = isScheduled ? Optional.of("UTC Mon 08:00-18:00") : Optional.empty();
        with.tags = isScheduled ? Map.of("gleaner:schedule", "UTC Mon 08:00-18:00") : with.tags;
        GuardEvaluator closed = evaluator(
                "actuator.guard.blackouts[0].from", TODAY,
                "actuator.guard.blackouts[0].to", "2026-11-26",
                "actuator.guard.blackouts[0].zone", "UTC");

        assertThat(closed.evaluateStart(with.situation())).get().isInstanceOf(GuardResult.Delay.class);
        assertThat(closed.evaluatePrepared(with.situation(), false))
                .get()
                .isInstanceOf(GuardResult.Refusal.class)
                .extracting(GuardResult::guard)
                .isEqualTo("change-window");
    }

    /** The undo of a resize stops the instance too. */
    @Test
    void shouldCheckAnUndoThatStops() {
        Case with = new Case();
        with.demands = EnumSet.of(TargetPrecondition.LOSING_NOTHING, TargetPrecondition.QUIET);
        with.lately.replaceAll((minutes, percent) -> 90.0);

        assertThat(evaluator().evaluateUndo(with.situation())).isPresent();
        assertThat(evaluator().evaluatePrepared(with.situation(), true)).isEmpty();
        with.sessions = new InstanceSessions.Open("user anna", null);
        assertThat(evaluator().evaluatePrepared(with.situation(), true))
                .get()
                .extracting(GuardResult::guard)
                .isEqualTo("open-session");
    }

    private static Optional<String> refusal(Consumer<Case> change) {
        Case with = made(change);
        with.schedule = with.schedule.map(tag -> "UTC Mon 08:00-18:00");
        if (with.schedule.isPresent()) {
            with.tags = Map.of("gleaner:schedule", with.schedule.get());
        }
        return evaluator().evaluatePrepared(with.situation(), false).map(GuardResult::guard);
    }

    private static Case made(Consumer<Case> change) {
        Case with = new Case();
        change.accept(with);
        return with;
    }

    private static GuardEvaluator evaluator(String... settings) {
        SmallRyeConfigBuilder config = new SmallRyeConfigBuilder().withMapping(GuardConfig.class);
        for (int place = 0; place < settings.length; place += 2) {
            config.withDefaultValue(settings[place], settings[place + 1]);
        }
        return new GuardEvaluator(config.build().getConfigMapping(GuardConfig.class));
    }
}
