package dev.gleaner.actuator.action.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.gleaner.actuator.action.ActionDefinition;
import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.action.ActionStep;
import dev.gleaner.actuator.action.StepProgress;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.Ec2Instance.Observation.AttachedVolume;
import dev.gleaner.actuator.aws.OfflineClients;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.support.InstanceActions;
import dev.gleaner.actuator.support.Seen;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.test.SeededTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TerminateInstanceTest {

    private static final Instant MADE = Seen.LAUNCHED.plusSeconds(60);
    private static final Map<String, String> TAGGED = Map.of("gleaner:quarantined", "act_1");
    private static final Ec2Instance.QuarantineImage IMAGE = image("available");

    private final ActionDefinition<Ec2Instance.Observation> terminate =
            TerminateInstance.action(OfflineClients.create(), BeforeStopFactories.create(OfflineClients.create()));
    private final List<ActionStep<Ec2Instance.Observation>> steps = terminate.steps(Seen.order(Map.of(), Map.of()));

    /** Whatever is seen: it ends only what is stopped, in our quarantine, kept in an image, and not protected. */
    @SeededTest(300)
    void shouldNeverEndWhatIsNotInQuarantineAndKept(long seed) {
        Random random = new Random(seed);
        String state = any(random, "stopped", "stopped", "running", "pending", "stopping");
        Map<String, String> tags = any(random, TAGGED, TAGGED, Map.of(), Map.of("gleaner:quarantined", "act_2"));
        Boolean isProtected = any(random, false, false, true, null);
        Ec2Instance.QuarantineImage image = any(random, IMAGE, IMAGE, image("pending"), null);
        Ec2Instance.Observation seen = Seen.with(Seen.of(state, tags), isProtected, image);

        boolean safe = state.equals("stopped")
                && tags.equals(TAGGED)
                && Boolean.FALSE.equals(isProtected)
                && IMAGE.equals(image);

        assertThat(steps.get(3).obstacle(order("7"), seen).isEmpty()).isEqualTo(safe);
    }

    /** A start after ours shows in the time of launch, also once the instance is stopped again. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void shouldNotGoOnWithWhatRanMeanwhile(int step) {
        Ec2Instance.Observation before = Seen.with(Seen.of("stopped", TAGGED), false, IMAGE);
        Ec2Instance.Observation restarted = new Ec2Instance.Observation(
                before.instance(), Seen.LAUNCHED.plusSeconds(1), null, false, IMAGE, before.volumes());

        assertThat(steps.get(step).obstacle(order("7"), before)).isEmpty();
        assertThat(steps.get(step).obstacle(order("7"), restarted))
                .get()
                .asString()
                .contains("it was started meanwhile");
        assertThat(steps.get(2).evaluateProgress(order("7"), before, restarted)).isEqualTo(StepProgress.OVERTAKEN);
    }

    /** What was begun by an earlier version is not known to have stood still. */
    @Test
    void shouldNotGoOnWhereItIsNotKnownHowItBegan() {
        Ec2Instance.Observation seen = Seen.with(Seen.of("stopped", TAGGED), false, IMAGE);
        ActionOrder order = new ActionOrder(
                "act_1", order("7").target(), order("7").planned(), order("7").parameters());

        assertThat(steps.get(3).obstacle(order, seen)).get().asString().contains("not known");
    }

    static Stream<Arguments> images() {
        Instant later = MADE.plusSeconds(1);
        return Stream.of(
                arguments(
                        new Ec2Instance.QuarantineImage("ami-1", "available", null, List.of("/dev/xvda")),
                        volumes(MADE)),
                arguments(
                        new Ec2Instance.QuarantineImage(
                                "ami-1", "available", Seen.LAUNCHED.minusSeconds(1), List.of("/dev/xvda")),
                        volumes(Seen.LAUNCHED.minusSeconds(2))),
                arguments(
                        new Ec2Instance.QuarantineImage("ami-1", "available", MADE, List.of("/dev/sdf")),
                        volumes(MADE)),
                arguments(IMAGE, volumes(later)),
                arguments(IMAGE, volumes(null)),
                arguments(IMAGE, List.of()));
    }

    /** What is on its volumes now has to be what the image holds. */
    @ParameterizedTest
    @MethodSource("images")
    void shouldNotEndWhatItsImageDoesNotHold(Ec2Instance.QuarantineImage image, List<AttachedVolume> volumes) {
        Ec2Instance.Observation seen = new Ec2Instance.Observation(
                Seen.of("stopped", TAGGED).instance(), Seen.LAUNCHED, null, false, image, volumes);

        assertThat(steps.get(3).obstacle(order("7"), seen)).isPresent();
    }

    static Stream<Arguments> beginnings() {
        return Stream.of(
                arguments(Seen.of("running", Map.of()), null),
                arguments(Seen.with(Seen.of("running", Map.of()), true, null), "termination protection"),
                arguments(Seen.with(Seen.of("running", Map.of()), null, null), "not known"),
                arguments(Seen.of("running", Map.of("gleaner:quarantined", "act_2")), "act_2"));
    }

    /** What could not come to its end is not stopped either. */
    @ParameterizedTest
    @MethodSource("beginnings")
    void shouldNotBeginWithWhatEc2WouldRefuseInTheEnd(Ec2Instance.Observation seen, @Nullable String why) {
        if (why == null) {
            assertThat(steps.get(0).obstacle(order("7"), seen)).isEmpty();
        } else {
            assertThat(steps.get(0).obstacle(order("7"), seen)).get().asString().contains(why);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "31", "-1", "seven", "", "1.5", "007000"})
    void shouldNotTakeAQuarantineForOne(String days) {
        assertThat(steps.get(0).obstacle(order(days), Seen.of("running", Map.of())))
                .isPresent();
    }

    /** cloud-custodian/cloud-custodian#6106: a documented default of days that was none. */
    @Test
    void shouldRestForTheDaysThatWereOrdered() {
        assertThat(steps.get(1).delayAfter(Seen.order(Map.of(), Map.of()))).isEqualTo(Duration.ofDays(7));
        assertThat(steps.get(1).delayAfter(order("30"))).isEqualTo(Duration.ofDays(30));
        assertThat(steps.get(1).delayAfter(order("1"))).isEqualTo(Duration.ofDays(1));
    }

    @Test
    void shouldWaitForTheImage() {
        Ec2Instance.Observation before = Seen.of("stopped", TAGGED);
        ActionStep<Ec2Instance.Observation> image = steps.get(2);

        assertThat(image.evaluateProgress(order("7"), before, before)).isEqualTo(StepProgress.NOT_YET);
        assertThat(see(image, "pending")).isEqualTo(StepProgress.UNDER_WAY);
        assertThat(see(image, "available")).isEqualTo(StepProgress.DONE);
        assertThat(see(image, "failed")).isEqualTo(StepProgress.CONTESTED);
        assertThat(image.evaluateProgress(order("7"), before, Seen.of("running", TAGGED)))
                .isEqualTo(StepProgress.OVERTAKEN);
        assertThat(image.evaluateProgress(order("7"), before, Seen.of("stopped", Map.of())))
                .isEqualTo(StepProgress.OVERTAKEN);
        assertThat(image.observationTimeout()).hasValue(Duration.ofDays(1));
    }

    /** aws/karpenter-provider-aws#8643: an instance that was shutting down was taken for gone, with its work still there. */
    @ParameterizedTest
    @CsvSource({"stopped, NOT_YET", "shutting-down, UNDER_WAY", "terminated, DONE"})
    void shouldNotTakeShuttingDownForGone(String state, StepProgress expected) {
        Ec2Instance.Observation before = Seen.of("stopped", TAGGED);

        assertThat(steps.get(3).evaluateProgress(order("7"), before, Seen.of(state, Map.of())))
                .isEqualTo(expected);
    }

    /** Whatever a remedy says of itself, so that it takes two people. */
    @Test
    void shouldBePossibleForAStoppedInstanceUnlikeAStop() {
        Ec2Instance stopped = Seen.of("stopped", Map.of()).instance();
        ActionDefinition<ResourceObservation> stop = InstanceActions.named("stop-instance", OfflineClients.create());

        assertThat(stopped.planningObstacle()).isEmpty();
        assertThat(terminate.planningObstacle(stopped, Map.of())).isEmpty();
        assertThat(stop.planningObstacle(stopped, Map.of())).contains("the instance is stopped, not running");
        assertThat(Seen.of("stopping", Map.of()).instance().planningObstacle()).isPresent();
        assertThat(steps.get(0)
                        .evaluateProgress(order("7"), Seen.of("stopped", Map.of()), Seen.of("stopped", Map.of())))
                .isEqualTo(StepProgress.DONE);
    }

    @Test
    void shouldNeverCountAsReversible() {
        assertThat(terminate.isReversible(new Remedy("terminate-instance", Map.of(), true, List.of(), "End it")))
                .isFalse();
    }

    @Test
    void shouldSayThatNothingBringsATerminatedInstanceBack() {
        ActionStep<Ec2Instance.Observation> untag =
                TerminateInstance.undo(OfflineClients.create()).steps().get(0);
        Ec2Instance.Observation gone = Seen.with(Seen.of("terminated", TAGGED), null, IMAGE);

        assertThat(untag.obstacle(order("7"), gone)).get().asString().contains("ami-1", "gleaner:action=act_1");
        assertThat(untag.obstacle(order("7"), Seen.of("stopped", TAGGED))).isEmpty();
    }

    @Test
    void shouldTakeOffItsOwnTagAlone() {
        ActionStep<Ec2Instance.Observation> untag =
                TerminateInstance.undo(OfflineClients.create()).steps().get(0);
        Ec2Instance.Observation others = Seen.of("stopped", Map.of("gleaner:quarantined", "act_2"));

        assertThat(untag.evaluateProgress(order("7"), others, others)).isEqualTo(StepProgress.DONE);
        assertThat(untag.evaluateProgress(order("7"), others, Seen.of("stopped", TAGGED)))
                .isEqualTo(StepProgress.NOT_YET);
    }

    /** A quarantine that somebody ended by using the instance leaves it as they left it. */
    @Test
    void shouldStartOnlyWhatItStoppedItself() {
        ActionStep<Ec2Instance.Observation> start =
                TerminateInstance.undo(OfflineClients.create()).steps().get(1);
        Ec2Instance.Observation stopped = Seen.of("stopped", Map.of());
        Ec2Instance.Observation theirs = new Ec2Instance.Observation(stopped.instance(), Seen.LAUNCHED.plusSeconds(1));
        ActionOrder asItWas = order("7");
        ActionOrder neverRan =
                new ActionOrder("act_1", asItWas.target(), asItWas.planned(), asItWas.parameters(), stopped, "act_1");

        assertThat(start.evaluateProgress(asItWas, stopped, stopped)).isEqualTo(StepProgress.NOT_YET);
        assertThat(start.evaluateProgress(asItWas, theirs, theirs)).isEqualTo(StepProgress.DONE);
        assertThat(start.evaluateProgress(neverRan, stopped, stopped)).isEqualTo(StepProgress.DONE);
        assertThat(start.evaluateProgress(asItWas, stopped, theirs))
                .as("started by us, and stopped again at once: the start failed")
                .isEqualTo(StepProgress.NOT_YET);
    }

    private static List<AttachedVolume> volumes(@Nullable Instant attached) {
        return List.of(new AttachedVolume("vol-1", "/dev/xvda", attached));
    }

    private static Ec2Instance.QuarantineImage image(String state) {
        return new Ec2Instance.QuarantineImage("ami-1", state, MADE, List.of("/dev/xvda"));
    }

    private static StepProgress see(ActionStep<Ec2Instance.Observation> image, String state) {
        Ec2Instance.Observation before = Seen.of("stopped", TAGGED);
        return image.evaluateProgress(order("7"), before, Seen.with(before, false, image(state)));
    }

    private static ActionOrder order(String days) {
        return Seen.order(Map.of(), Map.of("quarantineDays", days));
    }

    @SafeVarargs
    private static <T> T any(Random random, T... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
