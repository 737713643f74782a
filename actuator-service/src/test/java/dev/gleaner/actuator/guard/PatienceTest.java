package dev.gleaner.actuator.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What lets an approved action wait, and what halts more than one of them. */
class PatienceTest {

    private static final Instant NOW = Case.NOW;

    private final Case with = new Case();

    @Test
    void shouldWaitForTheChangeWindowOfTheEnvironment() {
        GuardEvaluator guardEvaluator = ConfiguredGuards.create(Map.of(
                "actuator.guard.windows[0].days", "mon-fri",
                "actuator.guard.windows[0].from", "22:00",
                "actuator.guard.windows[0].to", "06:00",
                "actuator.guard.windows[0].zone", "Europe/Berlin",
                "actuator.guard.windows[0].environments", "production"));

        assertThat(guardEvaluator.evaluateStart(with.situation())).isEmpty();

        with.environment = null;
        assertDelay(guardEvaluator, "change-window", Instant.parse("2026-11-24T21:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource({
        "zone, Europe/Berlinn",
        "from, 25:00",
        "from, ten",
        "to, 6",
        "days, mon-fry",
        "days, ''",
    })
    void shouldNotStartWithAChangeWindowThatCannotBeRead(String key, String value) {
        Map<String, String> config = new HashMap<>(Map.of(
                "actuator.guard.windows[0].from", "22:00",
                "actuator.guard.windows[0].to", "06:00",
                "actuator.guard.windows[0].zone", "UTC"));
        config.put("actuator.guard.windows[0]." + key, value.isEmpty() ? "," : value);

        assertThatThrownBy(() -> ConfiguredGuards.create(config))
                .hasMessageContaining("actuator.guard.windows[0]." + key);
    }

    @Test
    void shouldNotStartWithABlackoutThatCannotBeRead() {
        assertThatThrownBy(() -> ConfiguredGuards.create(Map.of(
                        "actuator.guard.blackouts[0].from", "2026-12-24",
                        "actuator.guard.blackouts[0].to", "2026-12-01",
                        "actuator.guard.blackouts[0].zone", "UTC")))
                .hasMessageContaining("actuator.guard.blackouts[0].to=2026-12-01");
    }

    @Test
    void shouldWaitUntilWhatWasSpentNoLongerCounts() {
        with.budgets = List.of(Case.spent(HourlyBudget.Unit.ACTIONS, 60, 60));

        assertDelay(ConfiguredGuards.create(Map.of()), "budget", NOW.plusSeconds(60));
    }

    @Test
    void shouldCountDollarsAsWellAsActions() {
        with.budgets =
                List.of(Case.unspent(HourlyBudget.Unit.ACTIONS, 60), Case.spent(HourlyBudget.Unit.DOLLARS, 1000, 900));
        with.dollars = BigDecimal.valueOf(101);

        assertDelay(ConfiguredGuards.create(Map.of()), "budget", NOW.plusSeconds(60));
    }

    /** It would wait for ever. */
    @Test
    void shouldRefuseWhatNoHourOfTheBudgetCouldPayFor() {
        with.dollars = BigDecimal.valueOf(1001);

        assertThat(ConfiguredGuards.create(Map.of()).evaluateStart(with.situation()))
                .get()
                .isInstanceOf(GuardResult.Refusal.class)
                .asString()
                .contains("1000 dollars a month an hour");
    }

    @Test
    void shouldRefuseAllWithABudgetOfNothing() {
        with.budgets = List.of(Case.unspent(HourlyBudget.Unit.ACTIONS, 0));

        assertThat(ConfiguredGuards.create(Map.of()).evaluateStart(with.situation()))
                .get()
                .isInstanceOf(GuardResult.Refusal.class);
    }

    @Test
    void shouldNotTakeBackByTheBudgetNorByTheWindow() {
        with.state = "stopped";
        with.budgets = List.of(Case.unspent(HourlyBudget.Unit.ACTIONS, 0));
        GuardEvaluator closed = ConfiguredGuards.create(Map.of(
                "actuator.guard.blackouts[0].from", "2026-11-24",
                "actuator.guard.blackouts[0].zone", "UTC"));

        assertThat(closed.evaluateStart(with.situation())).isPresent();
        assertThat(closed.evaluateUndo(with.situation())).isEmpty();
    }

    @Test
    void shouldWaitForTheWaveBefore() {
        with.wave = wave(1, 1, 0, 0);

        assertDelay(ConfiguredGuards.create(Map.of()), "canary", NOW.plusSeconds(60));
    }

    @Test
    void shouldHaltAfterAWaveInWhichTooManyFailed() {
        with.wave = wave(4, 0, 4, 1);

        assertThat(ConfiguredGuards.create(Map.of()).evaluateStart(with.situation()))
                .get()
                .isInstanceOf(GuardResult.Refusal.class)
                .asString()
                .contains("halted", "/api/canaries/stop-instance/reset");
    }

    /** An action that has begun has had its place: it must not wait for itself. */
    @Test
    void shouldNotHoldUpWhatHasBegun() {
        with.begun = true;
        with.wave = wave(1, 1, 0, 0);
        with.budgets = List.of(Case.unspent(HourlyBudget.Unit.ACTIONS, 0));

        assertThat(ConfiguredGuards.create(Map.of()).evaluateStart(with.situation()))
                .isEmpty();
    }

    /**
     * aws-solutions/instance-scheduler-on-aws#122, aws-solutions/instance-scheduler-on-aws#268: whoever starts it again needs
     * it.
     */
    @ParameterizedTest
    @CsvSource({"anna, 1, false", "anna, 2, true", "policy:dev-auto, 0, false", "policy:dev-auto, 1, true"})
    void shouldNotFightWhoStartsATargetAgain(String decidedBy, int comebacks, boolean refused) {
        with.decidedBy = decidedBy;
        with.comebacks = comebacks;

        assertThat(ConfiguredGuards.create(Map.of())
                        .evaluateStart(with.situation())
                        .isPresent())
                .isEqualTo(refused);
        if (refused) {
            assertThat(ConfiguredGuards.create(Map.of()).evaluateStart(with.situation()))
                    .get()
                    .asString()
                    .contains("flaps");
        }
    }

    /** Days may lie between a yes and a step that nothing takes back; what its own steps changed is still no objection. */
    @Test
    void shouldWaitAnewBeforeWhatCannotBeTakenBack() {
        GuardEvaluator blackout = ConfiguredGuards.create(Map.of(
                "actuator.guard.blackouts[0].from", "2026-11-24",
                "actuator.guard.blackouts[0].to", "2026-11-25",
                "actuator.guard.blackouts[0].zone", "UTC"));
        with.state = "stopped";
        with.validUntil = NOW.minusSeconds(1);
        with.findingHolds = false;

        assertThat(ConfiguredGuards.create(Map.of()).evaluateIrreversibleStep(with.situation(), false))
                .isEmpty();
        assertThat(blackout.evaluateContinuation(with.situation())).isEmpty();
        assertThat(blackout.evaluateIrreversibleStep(with.situation(), false))
                .get()
                .isInstanceOfSatisfying(
                        GuardResult.Delay.class,
                        delay -> assertThat(delay.until()).isEqualTo(Instant.parse("2026-11-26T00:00:00Z")));
        assertThat(ConfiguredGuards.create(Map.of()).evaluateIrreversibleStep(with.situation(), true))
                .get()
                .isInstanceOf(GuardResult.Refusal.class)
                .asString()
                .contains("no longer open");
        with.budgets = List.of(Case.spent(HourlyBudget.Unit.ACTIONS, 1, 1));
        assertThat(ConfiguredGuards.create(Map.of()).evaluateIrreversibleStep(with.situation(), false))
                .get()
                .isInstanceOf(GuardResult.Delay.class)
                .asString()
                .contains("budget");
    }

    private void assertDelay(GuardEvaluator guardEvaluator, String guard, Instant until) {
        Optional<GuardResult> objection = guardEvaluator.evaluateStart(with.situation());
        assertThat(objection).get().isInstanceOfSatisfying(GuardResult.Delay.class, delay -> {
            assertThat(delay.guard()).isEqualTo(guard);
            assertThat(Duration.between(until, delay.until())).isBetween(Duration.ZERO, Duration.ofMillis(1));
        });
    }

    private static CanaryWaveState wave(int size, int underWay, int over, int failed) {
        return new CanaryWaveState("stop-instance", Case.ACCOUNT, 1, size, underWay, over, failed, Optional.of(NOW));
    }
}
