package dev.gleaner.actuator.action.terminate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.gleaner.actuator.action.Order;
import dev.gleaner.actuator.action.Progress;
import dev.gleaner.actuator.action.Step;
import dev.gleaner.actuator.aws.InstanceSighting;
import dev.gleaner.actuator.aws.InstanceSighting.AttachedVolume;
import dev.gleaner.actuator.aws.OfflineClients;
import dev.gleaner.actuator.aws.QuarantineImage;
import dev.gleaner.actuator.support.Seen;
import dev.gleaner.contracts.finding.Remedy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
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
    private static final QuarantineImage IMAGE = image("available");

    private final TerminateInstance terminate = new TerminateInstance(OfflineClients.create());
    private final List<Step> steps = terminate.steps();

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    /** Whatever is seen: it ends only what is stopped, in our quarantine, kept in an image, and not protected. */
    @ParameterizedTest
    @MethodSource("seeds")
    void shouldNeverEndWhatIsNotInQuarantineAndKept(long seed) {
        Random random = new Random(seed);
        String state = any(random, "stopped", "stopped", "running", "pending", "stopping");
        Map<String, String> tags = any(random, TAGGED, TAGGED, Map.of(), Map.of("gleaner:quarantined", "act_2"));
        Boolean isProtected = any(random, false, false, true, null);
        QuarantineImage image = any(random, IMAGE, IMAGE, image("pending"), null);
        InstanceSighting seen = Seen.with(Seen.of(state, tags), isProtected, image);

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
        InstanceSighting before = Seen.with(Seen.of("stopped", TAGGED), false, IMAGE);
        InstanceSighting restarted = new InstanceSighting(
                before.instance(), Seen.LAUNCHED.plusSeconds(1), null, false, IMAGE, before.volumes());

        assertThat(steps.get(step).obstacle(order("7"), before)).isEmpty();
        assertThat(steps.get(step).obstacle(order("7"), restarted))
                .get()
                .asString()
                .contains("somebody started it");
        assertThat(steps.get(2).see(order("7"), before, restarted)).isEqualTo(Progress.OVERTAKEN);
    }

    /** What was begun by an earlier version is not known to have stood still. */
    @Test
    void shouldNotGoOnWhereItIsNotKnownHowItBegan() {
        InstanceSighting seen = Seen.with(Seen.of("stopped", TAGGED), false, IMAGE);
        Order order = new Order(
                "act_1", order("7").target(), order("7").planned(), order("7").parameters());

        assertThat(steps.get(3).obstacle(order, seen)).get().asString().contains("not known");
    }

    static Stream<Arguments> images() {
        Instant later = MADE.plusSeconds(1);
        return Stream.of(
                arguments(new QuarantineImage("ami-1", "available", null, List.of("/dev/xvda")), volumes(MADE)),
                arguments(
                        new QuarantineImage("ami-1", "available", Seen.LAUNCHED.minusSeconds(1), List.of("/dev/xvda")),
                        volumes(Seen.LAUNCHED.minusSeconds(2))),
                arguments(new QuarantineImage("ami-1", "available", MADE, List.of("/dev/sdf")), volumes(MADE)),
                arguments(IMAGE, volumes(later)),
                arguments(IMAGE, volumes(null)),
                arguments(IMAGE, List.of()));
    }

    /** What is on its volumes now has to be what the image holds. */
    @ParameterizedTest
    @MethodSource("images")
    void shouldNotEndWhatItsImageDoesNotHold(QuarantineImage image, List<AttachedVolume> volumes) {
        InstanceSighting seen =
                new InstanceSighting(Seen.of("stopped", TAGGED).instance(), Seen.LAUNCHED, null, false, image, volumes);

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
    void shouldNotBeginWithWhatEc2WouldRefuseInTheEnd(InstanceSighting seen, @Nullable String why) {
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
        assertThat(steps.get(1).rest(Seen.order(Map.of(), Map.of()))).isEqualTo(Duration.ofDays(7));
        assertThat(steps.get(1).rest(order("30"))).isEqualTo(Duration.ofDays(30));
        assertThat(steps.get(1).rest(order("1"))).isEqualTo(Duration.ofDays(1));
    }

    @Test
    void shouldWaitForTheImage() {
        InstanceSighting before = Seen.of("stopped", TAGGED);
        Step image = steps.get(2);

        assertThat(image.see(order("7"), before, before)).isEqualTo(Progress.NOT_YET);
        assertThat(see(image, "pending")).isEqualTo(Progress.UNDER_WAY);
        assertThat(see(image, "available")).isEqualTo(Progress.DONE);
        assertThat(see(image, "failed")).isEqualTo(Progress.CONTESTED);
        assertThat(image.see(order("7"), before, Seen.of("running", TAGGED))).isEqualTo(Progress.OVERTAKEN);
        assertThat(image.see(order("7"), before, Seen.of("stopped", Map.of()))).isEqualTo(Progress.OVERTAKEN);
        assertThat(image.patience()).hasValue(Duration.ofDays(1));
    }

    /** aws/karpenter-provider-aws#8643: an instance that was shutting down was taken for gone, with its work still there. */
    @ParameterizedTest
    @CsvSource({"stopped, NOT_YET", "shutting-down, UNDER_WAY", "terminated, DONE"})
    void shouldNotTakeShuttingDownForGone(String state, Progress expected) {
        InstanceSighting before = Seen.of("stopped", TAGGED);

        assertThat(steps.get(3).see(order("7"), before, Seen.of(state, Map.of())))
                .isEqualTo(expected);
    }

    /** Whatever a remedy says of itself, so that it takes two people. */
    @Test
    void shouldNeverCountAsReversible() {
        assertThat(terminate.isReversible(new Remedy("terminate-instance", Map.of(), true, List.of(), "End it")))
                .isFalse();
    }

    @Test
    void shouldSayThatNothingBringsATerminatedInstanceBack() {
        Step untag = new EndQuarantine(OfflineClients.create()).steps().get(0);
        InstanceSighting gone = Seen.with(Seen.of("terminated", TAGGED), null, IMAGE);

        assertThat(untag.obstacle(order("7"), gone)).get().asString().contains("ami-1", "gleaner:action=act_1");
        assertThat(untag.obstacle(order("7"), Seen.of("stopped", TAGGED))).isEmpty();
    }

    @Test
    void shouldTakeOffItsOwnTagAlone() {
        Step untag = new EndQuarantine(OfflineClients.create()).steps().get(0);
        InstanceSighting others = Seen.of("stopped", Map.of("gleaner:quarantined", "act_2"));

        assertThat(untag.see(order("7"), others, others)).isEqualTo(Progress.DONE);
        assertThat(untag.see(order("7"), others, Seen.of("stopped", TAGGED))).isEqualTo(Progress.NOT_YET);
    }

    /** A quarantine that somebody ended by using the instance leaves it as they left it. */
    @Test
    void shouldStartOnlyWhatItStoppedItself() {
        Step start = new EndQuarantine(OfflineClients.create()).steps().get(1);
        InstanceSighting stopped = Seen.of("stopped", Map.of());
        InstanceSighting theirs = new InstanceSighting(stopped.instance(), Seen.LAUNCHED.plusSeconds(1));
        Order asItWas = order("7");
        Order neverRan =
                new Order("act_1", asItWas.target(), asItWas.planned(), asItWas.parameters(), stopped, "act_1");

        assertThat(start.see(asItWas, stopped, stopped)).isEqualTo(Progress.NOT_YET);
        assertThat(start.see(asItWas, theirs, theirs)).isEqualTo(Progress.DONE);
        assertThat(start.see(neverRan, stopped, stopped)).isEqualTo(Progress.DONE);
        assertThat(start.see(asItWas, stopped, theirs))
                .as("started by us, and stopped again at once: the start failed")
                .isEqualTo(Progress.NOT_YET);
    }

    private static List<AttachedVolume> volumes(@Nullable Instant attached) {
        return List.of(new AttachedVolume("vol-1", "/dev/xvda", attached));
    }

    private static QuarantineImage image(String state) {
        return new QuarantineImage("ami-1", state, MADE, List.of("/dev/xvda"));
    }

    private static Progress see(Step image, String state) {
        InstanceSighting before = Seen.of("stopped", TAGGED);
        return image.see(order("7"), before, Seen.with(before, false, image(state)));
    }

    private static Order order(String days) {
        return Seen.order(Map.of(), Map.of("quarantineDays", days));
    }

    @SafeVarargs
    private static <T> T any(Random random, T... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
