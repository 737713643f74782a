package dev.gleaner.actuator.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.aws.EbsVolume;
import dev.gleaner.actuator.aws.OfflineClients;
import dev.gleaner.actuator.support.ObjectionAssertion;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.test.SeededTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.ec2.model.ModifyVolumeRequest;

/** What of a volume is changed while it is in use, when that is possible, and how it gets its type back. */
class ModifyVolumeTest {

    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final Arn TARGET = Arn.volume("us-east-1", "123456789012", "vol-1");
    private static final Map<String, String> REMEDY = Map.of("type", "gp3", "iops", "4000", "throughput", "250");
    private static final EbsVolume GP2 = volume("in-use", "gp2", 300, null);
    private static final EbsVolume GP3 = volume("in-use", "gp3", 4000, 250);

    private final ActionDefinition<EbsVolume.Observation> modify = ModifyVolume.action(OfflineClients.create());
    private final ActionDefinition<EbsVolume.Observation> restore = ModifyVolume.undo(OfflineClients.create());

    @Test
    void shouldChangeAVolumeThatIsInUse() {
        assertThat(GP2.planningObstacle()).isEmpty();
        assertThat(modify.planningObstacle(GP2, REMEDY)).isEmpty();
        assertThat(modify.steps().get(0).obstacle(order(REMEDY), seen(GP2), NOW))
                .isEmpty();
        assertThat(modify.isReversible(new Remedy("modify-volume", REMEDY, true, List.of(), "")))
                .isTrue();
        assertThat(modify.change(GP2, REMEDY)).hasValueSatisfying(change -> {
            assertThat(change.before()).hasToString("{\"type\":\"gp2\"}");
            assertThat(change.after()).hasToString("{\"iops\":4000,\"throughput\":250,\"type\":\"gp3\"}");
        });
    }

    /** A volume can't be made smaller again. */
    @Test
    void shouldNeverChangeTheSize() {
        ModifyVolumeRequest forth = ModifyVolume.wanted(order(REMEDY)).request("vol-1");
        ModifyVolumeRequest back = ModifyVolume.former(order(REMEDY)).request("vol-1");

        assertThat(List.of(forth, back))
                .allSatisfy(request -> assertThat(request.size()).isNull());
        assertThat(forth.iops()).isEqualTo(4000);
        assertThat(forth.throughput()).isEqualTo(250);
        assertThat(back.volumeTypeAsString()).isEqualTo("gp2");
        assertThat(back.iops()).as("gp2 takes none").isNull();
        assertThat(back.throughput()).isNull();
        assertThat(problem(with("size", "50"))).contains("no parameter size");
    }

    @Test
    void shouldSetWhatGp3IncludesWhereTheRemedyNamesNothing() {
        ModifyVolume.VolumeSettings settings = ModifyVolume.wanted(order(Map.of("type", "gp3")));

        assertThat(settings.iops()).isEqualTo(3000);
        assertThat(settings.throughput()).isEqualTo(125);
    }

    @ParameterizedTest
    @CsvSource({
        "gp3, 3000, 125, 1, ''",
        "gp3, 3000, 750, 1, ''",
        "gp3, 3000, 751, 1, too many for 3000",
        "gp3, 2999, 125, 100, not 2999",
        "gp3, 3001, 125, 6, too many for 6 GiB",
        "gp3, 3001, 125, 7, ''",
        "gp3, 80000, 2000, 160, ''",
        "gp3, 80001, 2000, 1000, not 80001",
        "gp3, 80000, 2001, 1000, not 2001",
        "gp3, 3000, 124, 100, not 124",
        "gp3, many, 125, 100, not many",
        "gp3, 3000, -1, 100, not -1",
        "gp2, 3000, 125, 100, not to gp2",
        "io2, 3000, 125, 100, not to io2"
    })
    void shouldTakeWhatEc2TakesAndNothingElse(String type, String iops, String throughput, int size, String why) {
        Optional<String> problem =
                ModifyVolume.VolumeSettings.problem(Map.of("type", type, "iops", iops, "throughput", throughput), size);

        ObjectionAssertion.assertSays(problem, why);
    }

    @Test
    void shouldLeaveVolumesAloneThatMayNotGetTheirTypeBack() {
        assertThat(modify.planningObstacle(volume("in-use", "st1", null, null), REMEDY))
                .isPresent();
        assertThat(modify.planningObstacle(volume("in-use", "standard", null, null), REMEDY))
                .isPresent();
        assertThat(modify.planningObstacle(volume("in-use", "io1", null, null), REMEDY))
                .isPresent();
        assertThat(modify.planningObstacle(volume("in-use", "io1", 4000, null), REMEDY))
                .isEmpty();
        assertThat(volume("deleting", "gp2", 300, null).planningObstacle()).isPresent();
        assertThat(problem(REMEDY, GP3)).contains("already");
    }

    @Test
    void shouldRefuseWhatSomebodyChangedSinceThePlan() {
        assertThat(modify.steps().get(0).obstacle(order(REMEDY), seen(volume("in-use", "gp2", 600, null)), NOW))
                .hasValueSatisfying(why -> assertThat(why).contains("since the plan"));
        assertThat(modify.steps().get(0).obstacle(order(REMEDY), seen(GP3), NOW))
                .as("done already")
                .isEmpty();
    }

    /** From both sides of six hours, and while EC2 still works on it. */
    @Test
    void shouldRefuseWhileEc2TakesNoModification() {
        Instant end = NOW.minus(Duration.ofHours(6));

        assertThat(refusal("completed", end)).isEmpty();
        assertThat(refusal("completed", end.plusMillis(1)))
                .hasValueSatisfying(why -> assertThat(why).contains("2026-11-24T12:00:00.001Z"));
        assertThat(refusal("failed", end.plusSeconds(1))).isPresent();
        assertThat(refusal("modifying", null))
                .hasValueSatisfying(why -> assertThat(why).contains("under way (modifying)"));
        assertThat(refusal("optimizing", null)).isPresent();
        assertThat(modify.steps().get(0).delay(order(REMEDY), modified(GP2, "optimizing", null), NOW))
                .isEmpty();
    }

    /** The undo is not refused: it waits, and says until when. */
    @Test
    void shouldWaitWithTheUndoUntilEc2TakesIt() {
        EbsVolume.Observation optimizing = modified(GP3, "optimizing", null);
        EbsVolume.Observation done = modified(GP3, "completed", NOW.minus(Duration.ofHours(2)));
        Instant until = NOW.plus(Duration.ofHours(4));

        assertThat(restore.steps().get(0).obstacle(order(REMEDY), optimizing, NOW))
                .isEmpty();
        assertThat(restore.steps().get(0).delay(order(REMEDY), optimizing, NOW))
                .hasValueSatisfying(delay -> assertThat(delay.until()).isEqualTo(NOW.plus(Duration.ofMinutes(10))));
        assertThat(restore.steps().get(0).delay(order(REMEDY), done, NOW)).hasValueSatisfying(delay -> {
            assertThat(delay.until()).isEqualTo(until);
            assertThat(delay.reason()).contains(until.toString());
        });
        assertThat(restore.steps()
                        .get(0)
                        .delay(order(REMEDY), done, NOW.plusSeconds(60))
                        .map(ActionStep.StepDelay::reason))
                .as("the same text, so that it is audited once")
                .isEqualTo(
                        restore.steps().get(0).delay(order(REMEDY), done, NOW).map(ActionStep.StepDelay::reason));
        assertThat(restore.steps().get(0).delay(order(REMEDY), done, until.minusMillis(1)))
                .isPresent();
        assertThat(restore.steps().get(0).delay(order(REMEDY), done, until)).isEmpty();
    }

    @Test
    void shouldNotReplaceWhatSomebodyElseSetSince() {
        assertThat(restore.steps().get(0).obstacle(order(REMEDY), seen(volume("in-use", "gp3", 9000, 250)), NOW))
                .hasValueSatisfying(why -> assertThat(why).contains("changed since"));
        assertThat(restore.steps().get(0).obstacle(order(REMEDY), seen(GP3), NOW))
                .isEmpty();
        assertThat(restore.steps().get(0).obstacle(order(REMEDY), seen(GP2), NOW))
                .isEmpty();
        assertThat(restore.steps().get(0).obstacle(order(REMEDY), seen(null), NOW))
                .isPresent();
        assertThat(restore.steps().get(0).evaluateProgress(order(REMEDY), seen(GP2), seen(GP2)))
                .isEqualTo(StepProgress.DONE);
    }

    /** Done is what DescribeVolumes shows; the optimization may go on. */
    @Test
    void shouldBeDoneWhenEc2ShowsTheValues() {
        assertThat(progress(seen(GP2), seen(GP2))).isEqualTo(StepProgress.NOT_YET);
        assertThat(progress(seen(GP2), modified(GP2, "modifying", null))).isEqualTo(StepProgress.UNDER_WAY);
        assertThat(progress(seen(GP2), modified(GP3, "modifying", null))).isEqualTo(StepProgress.UNDER_WAY);
        assertThat(progress(seen(GP2), modified(GP3, "optimizing", null))).isEqualTo(StepProgress.DONE);
        assertThat(progress(seen(GP2), modified(GP3, "completed", NOW))).isEqualTo(StepProgress.DONE);
        assertThat(progress(seen(GP2), modified(GP2, "failed", NOW))).isEqualTo(StepProgress.CONTESTED);
        assertThat(progress(seen(GP2), seen(volume("in-use", "io1", 4000, null))))
                .isEqualTo(StepProgress.CONTESTED);
        assertThat(progress(seen(GP2), seen(null))).isEqualTo(StepProgress.LOST);
        assertThat(progress(seen(null), seen(null))).isEqualTo(StepProgress.NOT_YET);
        assertThat(progress(modified(GP2, "failed", NOW), modified(GP2, "failed", NOW)))
                .as("a modification that failed before")
                .isEqualTo(StepProgress.NOT_YET);
        assertThat(modify.isInEffect(order(REMEDY), seen(GP2), modified(GP3, "modifying", null)))
                .as("somebody enlarges it later")
                .isTrue();
        assertThat(modify.isInEffect(order(REMEDY), seen(GP2), seen(GP2))).isFalse();
    }

    /** A volume as EC2 has it: no call is made that it would reject, and the undo ends with the former settings. */
    @SeededTest(200)
    void shouldComeBackToTheFormerSettingsWithoutACallThatEc2Rejects(long seed) {
        Random random = new Random(seed);
        EbsVolume former = formerly(random);
        Ec2 ec2 = new Ec2(former, random);
        ActionOrder order = new ActionOrder("act_1", TARGET, former, remedy(random, former.size()));

        run(modify, ModifyVolume::wanted, order, ec2);
        assertThat(modify.isInEffect(order, seen(former), ec2.show())).isTrue();
        ec2.pass(Duration.ofMinutes(random.nextInt(1, 2000)));
        run(restore, ModifyVolume::former, order, ec2);

        assertThat(ec2.volume.type()).isEqualTo(former.type());
        assertThat(ec2.volume.size()).isEqualTo(former.size());
        assertThat(ModifyVolume.VolumeSettings.shownBy(former).isShownBy(ec2.volume))
                .isTrue();
        assertThat(ec2.calls).hasSizeLessThanOrEqualTo(2);
    }

    /** As the actuator does it: reads, waits or calls, and reads until it is done. */
    private static void run(
            ActionDefinition<EbsVolume.Observation> action,
            Function<ActionOrder, ModifyVolume.VolumeSettings> settings,
            ActionOrder order,
            Ec2 ec2) {
        EbsVolume.Observation before = ec2.show();
        boolean isCalled = false;
        for (int turn = 0; turn < 10_000; turn++) {
            EbsVolume.Observation now = ec2.show();
            StepProgress progress = action.steps().get(0).evaluateProgress(order, before, now);
            if (progress == StepProgress.DONE) {
                return;
            }
            if (!isCalled) {
                assertThat(action.steps().get(0).obstacle(order, now, ec2.time)).isEmpty();
                Optional<ActionStep.StepDelay> delay = action.steps().get(0).delay(order, now, ec2.time);
                if (delay.isPresent()) {
                    ec2.pass(Duration.between(ec2.time, delay.get().until()));
                    before = ec2.show();
                    continue;
                }
                ec2.modify(settings.apply(order).request("vol-1"));
                isCalled = true;
            }
            ec2.pass(Duration.ofMinutes(1));
        }
        throw new AssertionError("never done");
    }

    /** EC2, as far as ModifyVolume goes. */
    private static final class Ec2 {

        private final Random random;
        private final List<ModifyVolumeRequest> calls = new ArrayList<>();
        private EbsVolume volume;
        private Instant time = NOW;
        private @Nullable ModifyVolumeRequest asked;
        private @Nullable Instant started;
        private @Nullable Instant applied;
        private @Nullable Instant ended;

        Ec2(EbsVolume volume, Random random) {
            this.volume = volume;
            this.random = random;
        }

        void modify(ModifyVolumeRequest request) {
            assertThat(ended == null && started != null).as("under way").isFalse();
            assertThat(ended == null || !time.isBefore(ended.plus(Duration.ofHours(6))))
                    .as("within six hours")
                    .isTrue();
            calls.add(request);
            asked = request;
            started = time;
            applied = time.plus(Duration.ofMinutes(random.nextInt(5)));
            ended = null;
        }

        void pass(Duration duration) {
            time = time.plus(duration);
            if (asked != null && applied != null && !time.isBefore(applied)) {
                volume = volume(
                        "in-use",
                        asked.volumeTypeAsString(),
                        asked.iops() == null ? Integer.valueOf(300) : asked.iops(),
                        asked.throughput(),
                        volume.size());
                if (ended == null && random.nextInt(10) == 0) {
                    ended = time;
                }
            }
        }

        EbsVolume.Observation show() {
            if (started == null) {
                return seen(volume);
            }
            String state = ended != null ? "completed" : time.isBefore(applied) ? "modifying" : "optimizing";
            return new EbsVolume.Observation(
                    volume, List.of(), List.of(), new EbsVolume.Modification(state, started, ended));
        }
    }

    private static EbsVolume formerly(Random random) {
        int size = random.nextInt(1, 2000);
        return switch (random.nextInt(3)) {
            case 0 -> volume("in-use", "gp2", 300, null, size);
            case 1 -> volume("available", "io1", 100 + random.nextInt(1000), null, size);
            default -> volume("in-use", "gp3", 3100, 130, size);
        };
    }

    private static Map<String, String> remedy(Random random, int size) {
        Map<String, String> remedy = new HashMap<>(Map.of("type", "gp3"));
        if (random.nextBoolean()) {
            remedy.put("iops", String.valueOf(Math.max(3000, Math.min(16_000, 500 * size))));
        }
        if (random.nextBoolean()) {
            remedy.put("throughput", String.valueOf(random.nextInt(125, 751)));
        }
        assertThat(ModifyVolume.VolumeSettings.problem(remedy, size)).isEmpty();
        return remedy;
    }

    private Optional<String> refusal(String state, @Nullable Instant ended) {
        return modify.steps().get(0).obstacle(order(REMEDY), modified(GP2, state, ended), NOW);
    }

    private String problem(Map<String, String> parameters) {
        return problem(parameters, GP2);
    }

    private String problem(Map<String, String> parameters, EbsVolume volume) {
        return String.valueOf(modify.change(volume, parameters).orElseThrow().problem());
    }

    private StepProgress progress(EbsVolume.Observation before, EbsVolume.Observation now) {
        return modify.steps().get(0).evaluateProgress(order(REMEDY), before, now);
    }

    private static Map<String, String> with(String name, String value) {
        Map<String, String> parameters = new HashMap<>(REMEDY);
        parameters.put(name, value);
        return parameters;
    }

    private static ActionOrder order(Map<String, String> parameters) {
        return new ActionOrder("act_1", TARGET, GP2, parameters);
    }

    private static EbsVolume.Observation seen(@Nullable EbsVolume volume) {
        return new EbsVolume.Observation(volume, List.of(), List.of());
    }

    private static EbsVolume.Observation modified(EbsVolume volume, String state, @Nullable Instant ended) {
        return new EbsVolume.Observation(
                volume, List.of(), List.of(), new EbsVolume.Modification(state, NOW.minus(Duration.ofDays(1)), ended));
    }

    private static EbsVolume volume(String state, String type, @Nullable Integer iops, @Nullable Integer throughput) {
        return volume(state, type, iops, throughput, 100);
    }

    private static EbsVolume volume(
            String state, String type, @Nullable Integer iops, @Nullable Integer throughput, int size) {
        return new EbsVolume(
                state,
                state.equals("in-use") ? List.of("i-1") : List.of(),
                type,
                size,
                iops,
                throughput,
                "us-east-1a",
                false,
                null,
                false,
                null,
                null,
                Map.of("Name", "data"));
    }
}
