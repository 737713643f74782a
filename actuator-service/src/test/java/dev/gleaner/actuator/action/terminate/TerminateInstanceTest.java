package dev.gleaner.actuator.action.terminate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.gleaner.actuator.action.Order;
import dev.gleaner.actuator.action.Progress;
import dev.gleaner.actuator.action.Step;
import dev.gleaner.actuator.aws.InstanceSighting;
import dev.gleaner.actuator.aws.OfflineClients;
import dev.gleaner.actuator.aws.QuarantineImage;
import dev.gleaner.actuator.support.Seen;
import dev.gleaner.contracts.finding.Remedy;
import java.time.Duration;
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

    private static final Map<String, String> TAGGED = Map.of("gleaner:quarantined", "act_1");
    private static final QuarantineImage IMAGE = new QuarantineImage("ami-1", "available");

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
        QuarantineImage image = any(random, IMAGE, IMAGE, new QuarantineImage("ami-1", "pending"), null);
        InstanceSighting seen = Seen.with(Seen.of(state, tags), isProtected, image);

        boolean safe = state.equals("stopped")
                && tags.equals(TAGGED)
                && Boolean.FALSE.equals(isProtected)
                && IMAGE.equals(image);

        assertThat(steps.get(3).obstacle(order("7"), seen).isEmpty()).isEqualTo(safe);
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

    private static Progress see(Step image, String state) {
        InstanceSighting before = Seen.of("stopped", TAGGED);
        return image.see(order("7"), before, Seen.with(before, false, new QuarantineImage("ami-1", state)));
    }

    private static Order order(String days) {
        return Seen.order(Map.of(), Map.of("quarantineDays", days));
    }

    @SafeVarargs
    private static <T> T any(Random random, T... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
