package dev.gleaner.actuator.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.aws.evidence.InstanceAccelerators;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.resource.ResourceKind;
import dev.gleaner.test.SeededTest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What people see of the guards before they decide. */
class GuardPreviewTest {

    private static final Instant NOW = Case.NOW;

    /** What can stand in the way of an action before it is approved; the guards that depend on the moment are apart. */
    private static final List<Consumer<Case>> OBSTACLES = List.of(
            with -> with.tags = Map.of("gleaner:protected", "true"),
            with -> with.tags = Map.of("aws:autoscaling:groupName", "trainers"),
            with -> with.rootDevice = "instance-store",
            with -> with.lifecycle = "spot",
            with -> with.plannedTags = Map.of("team", "other"),
            with -> with.shown = false,
            with -> with.cpu.put(Case.HOUR.minus(2, ChronoUnit.HOURS), 90.0),
            with -> with.cpu.clear(),
            with -> with.in.put(Case.HOUR, 9e9),
            with -> with.accelerators = new InstanceAccelerators.Gpus(1),
            with -> with.accelerators = new InstanceAccelerators.Unread("Trainium"),
            with -> {
                with.gpusRead = Optional.of(NOW);
                with.lastProcess = NOW.minusSeconds(60);
            },
            with -> with.comebacks = 2,
            with -> with.begun = false,
            with -> with.wave = new CanaryWaveState("stop-instance", Case.ACCOUNT, 1, 1, 0, 1, 1, Optional.empty()),
            with -> with.wave = new CanaryWaveState("stop-instance", Case.ACCOUNT, 1, 1, 1, 0, 0, Optional.empty()),
            with -> with.lastFinished = Optional.of(NOW.minusSeconds(60)),
            with -> with.budgets = List.of(Case.spent(HourlyBudget.Unit.ACTIONS, 60, 60)),
            with -> with.budgets = List.of(Case.unspent(HourlyBudget.Unit.DOLLARS, 100)));

    private final GuardEvaluator guardEvaluator = ConfiguredGuards.create();

    /** What it lacked, such as metrics of a new host, comes within minutes, and a tag of its owner after days. */
    @Test
    void shouldEvaluateWhatSomethingCanEndSoonAndThenEverMoreRarely() {
        Duration most = Duration.ofHours(6);
        List<GuardPreview.Objection> refused = List.of(GuardPreview.Objection.of(
                0, "stop-instance", new GuardResult.Refusal("still-idle", "0 of 24 hours", "wait")));
        List<Duration> after = new ArrayList<>();
        GuardPreview before = null;
        Instant time = NOW;
        for (int evaluation = 0; evaluation < 11; evaluation++) {
            GuardPreview preview = new GuardPreview(time, refused);
            Duration next = preview.reevaluatedAfter(before, most);
            after.add(next);
            before = preview;
            time = time.plus(next);
        }

        assertThat(after.stream().map(Duration::toMinutes))
                .containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 360L, 360L);
    }

    @Test
    void shouldEvaluateRarelyWhatNobodyObjectsToAndWhatNothingEnds() {
        Duration most = Duration.ofHours(6);
        GuardPreview free = new GuardPreview(NOW, List.of());
        GuardPreview ruledOut = new GuardPreview(
                NOW,
                List.of(GuardPreview.Objection.of(
                        0, "stop-instance", new GuardResult.Refusal("obstacle", "it is a mac", "nothing", false))));
        GuardPreview refused = new GuardPreview(
                NOW.plus(most),
                List.of(GuardPreview.Objection.of(
                        0, "stop-instance", new GuardResult.Refusal("still-idle", "busy", "wait"))));

        assertThat(free.reevaluatedAfter(null, most)).isEqualTo(most);
        assertThat(ruledOut.reevaluatedAfter(null, most)).isEqualTo(most);
        assertThat(refused.reevaluatedAfter(free, most)).isEqualTo(GuardPreview.SOONEST);
    }

    /** What would refuse or delay the action right away is never missing in what was shown before, and nothing is made up. */
    @SeededTest(200)
    void shouldShowTheObjectionThatAnApprovalWouldMeet(long seed) {
        Random random = new Random(seed);
        Case with = new Case();
        for (int count = random.nextInt(4); count > 0; count--) {
            OBSTACLES.get(random.nextInt(OBSTACLES.size())).accept(with);
        }

        List<GuardResult> shown = guardEvaluator.preview(with.situation());

        assertThat(shown.stream().findFirst()).isEqualTo(guardEvaluator.evaluateStart(with.situation()));
        assertThat(shown).allSatisfy(result -> {
            assertThat(result.reason()).isNotBlank();
            assertThat(result.lift()).matches("[A-Z].*\\.");
        });
    }

    @Test
    void shouldShowAllObjectionsAtOnce() {
        Case with = new Case();
        with.tags = Map.of("gleaner:protected", "true");
        with.cpu.put(Case.HOUR.minus(2, ChronoUnit.HOURS), 90.0);
        with.lastFinished = Optional.of(NOW.minusSeconds(60));

        assertThat(guardEvaluator.preview(with.situation()))
                .extracting(GuardResult::guard)
                .containsExactly("protected-tag", "still-idle", "cooldown");
    }

    /** Nobody has approved it yet, and the switch and the confirmation are looked at when it is shown. */
    @Test
    void shouldLeaveOutWhatDependsOnTheApprovalOrTheMoment() {
        Case with = new Case();
        with.killSwitch = true;
        with.validUntil = NOW;
        with.confirmed = Optional.empty();

        assertThat(guardEvaluator.preview(with.situation())).isEmpty();
    }

    @Test
    void shouldShowTheKillSwitchAndTheConfirmationOfTheMoment() {
        assertThat(guardEvaluator.previewNow(NOW, false, ResourceKind.INSTANCE, "idle-instance", Optional.of(NOW)))
                .isEmpty();
        assertThat(guardEvaluator.previewNow(NOW, true, ResourceKind.INSTANCE, "idle-instance", Optional.empty()))
                .extracting(GuardResult::guard)
                .containsExactly("kill-switch", "confirmation");
        assertThat(guardEvaluator.previewNow(
                        NOW,
                        false,
                        ResourceKind.VOLUME,
                        "forgotten-storage",
                        Optional.of(NOW.minus(Duration.ofHours(24)))))
                .isEmpty();
        assertThat(guardEvaluator.previewNow(
                        NOW,
                        false,
                        ResourceKind.INSTANCE,
                        "idle-instance",
                        Optional.of(NOW.minus(Duration.ofHours(24)))))
                .hasSize(1);
    }

    @Test
    void shouldTellADelayFromARefusalAndForgetItOnceItIsOver() {
        GuardPreview.Objection waits = GuardPreview.Objection.of(
                0, "stop-instance", new GuardResult.Delay("cooldown", "it rests", NOW.plusSeconds(60)));
        GuardPreview.Objection refuses = GuardPreview.Objection.of(
                1, "terminate-instance", new GuardResult.Refusal("loses-data", "it is lost", "Nothing.", false));
        GuardPreview preview = new GuardPreview(NOW, List.of(waits, refuses));

        assertThat(preview.at(NOW, List.of()).objections()).containsExactly(waits, refuses);
        assertThat(preview.at(NOW.plusSeconds(60), List.of()).objections()).containsExactly(refuses);
        assertThat(preview.isRuledOut(0)).isFalse();
        assertThat(preview.isRuledOut(1)).isTrue();
        assertThat(Set.of(waits.effect(), refuses.effect()))
                .containsExactlyInAnyOrder(GuardPreview.Effect.DELAYS, GuardPreview.Effect.REFUSES);
        assertThat(Json.read(Json.text(preview), GuardPreview.class)).isEqualTo(preview);
        assertThat(Json.text(preview)).contains("\"effect\":\"delays\"", "\"liftable\":false");
    }

    @Test
    void shouldSayWhereNothingLiftsIt() {
        Case root = new Case();
        root.rootDevice = "instance-store";
        Case tagged = new Case();
        tagged.tags = Map.of("gleaner:protected", "true");

        assertThat(guardEvaluator.preview(root.situation()))
                .first()
                .isInstanceOfSatisfying(
                        GuardResult.Refusal.class,
                        refusal -> assertThat(refusal.isLiftable()).isFalse());
        assertThat(guardEvaluator.preview(tagged.situation()))
                .singleElement()
                .isInstanceOfSatisfying(GuardResult.Refusal.class, refusal -> {
                    assertThat(refusal.isLiftable()).isTrue();
                    assertThat(refusal.lift())
                            .isEqualTo("Remove the tag gleaner:protected from the resource, or set it to false.");
                });
    }
}
