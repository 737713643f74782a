package dev.gleaner.actuator.action.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.action.ActionStep;
import dev.gleaner.actuator.action.StepProgress;
import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.BeforeStopClients;
import dev.gleaner.actuator.aws.BeforeStopCommand;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.OfflineClients;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.support.InstanceActions;
import dev.gleaner.actuator.support.Seen;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes of the document before a stop, by what AWS shows. */
class BeforeStopStepTest {

    private static final ActuatorAwsClients CLIENTS = OfflineClients.create();
    private static final Map<String, String> TAGGED = Map.of("gleaner:before-stop", "gleaner-save");
    private static final List<String> STOPPING =
            List.of("stop-instance", "resize-instance", "restore-size", "terminate-instance");

    private final ActionStep<ResourceObservation> step =
            InstanceActions.named("stop-instance", CLIENTS).steps().get(0);

    @ParameterizedTest
    @CsvSource({
        "Pending, UNDER_WAY",
        "InProgress, UNDER_WAY",
        "Delayed, UNDER_WAY",
        "Cancelling, UNDER_WAY",
        "Success, DONE",
        "Failed, FAILED",
        "TimedOut, FAILED",
        "Cancelled, FAILED",
        "Unheard, FAILED",
        ", NOT_YET"
    })
    void shouldFollowTheDocument(@Nullable String status, StepProgress expected) {
        assertThat(progress("running", status)).isEqualTo(expected);
    }

    /** Whoever stopped it meanwhile: there is nothing left to run the document on, and nothing left to stop. */
    @ParameterizedTest
    @CsvSource({"stopped, DONE", "stopping, DONE", "terminated, LOST", "pending, NOT_YET"})
    void shouldRunOnARunningInstanceAlone(String state, StepProgress expected) {
        assertThat(progress(state, null)).isEqualTo(expected);
    }

    @Test
    void shouldHaveNothingToDoWithoutATag() {
        Ec2Instance.Observation untagged = Seen.of("running", Map.of());

        assertThat(step.evaluateProgress(order(TAGGED), untagged, untagged)).isEqualTo(StepProgress.DONE);
    }

    @Test
    void shouldPrecedeEveryStop() {
        for (String action : STOPPING) {
            List<ActionStep<ResourceObservation>> with =
                    InstanceActions.named(action, CLIENTS).steps(order(TAGGED));
            List<ActionStep<ResourceObservation>> without =
                    InstanceActions.named(action, CLIENTS).steps(order(Map.of()));

            assertThat(with).extracting(ActionStep::name).startsWith("before-stop", "stop");
            assertThat(without).extracting(ActionStep::name).startsWith("stop").doesNotContain("before-stop");
            assertThat(with.subList(1, with.size()))
                    .extracting(ActionStep::name)
                    .isEqualTo(without.stream().map(ActionStep::name).toList());
        }
    }

    /** No action may contain a stop that none of these tests knows. */
    @Test
    void shouldKnowAllActionsThatStop() {
        assertThat(InstanceActions.all(CLIENTS).stream()
                        .filter(action -> action.steps().stream()
                                .anyMatch(one -> one.call().equals("ec2:StopInstances")))
                        .map(action -> action.name()))
                .containsExactlyInAnyOrderElementsOf(STOPPING);
    }

    /** The tag was set after the plan, or names another document now: a stop without that document must not be made. */
    @Test
    void shouldNotStopWithADocumentThatThePlanDoesNotContain() {
        ActionStep<ResourceObservation> stop = InstanceActions.named("stop-instance", CLIENTS)
                .steps(order(Map.of()))
                .get(0);

        assertThat(stop.obstacle(order(Map.of()), Seen.of("running", TAGGED)))
                .get()
                .asString()
                .contains("gleaner:before-stop=gleaner-save was set since the plan");
        assertThat(stop.obstacle(order(Map.of("gleaner:before-stop", "gleaner-other")), Seen.of("running", TAGGED)))
                .isPresent();
        assertThat(stop.obstacle(order(TAGGED), Seen.of("running", TAGGED))).isEmpty();
        assertThat(stop.obstacle(order(Map.of()), Seen.of("stopped", TAGGED))).isEmpty();
        assertThat(stop.obstacle(order(TAGGED), Seen.of("running", Map.of()))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"AWS-RunShellScript", "save", "gleaner-", "gleaner-a b", "gleaner-../x", "", "Gleaner-save"})
    void shouldSendNoDocumentOfAnotherName(String document) {
        Map<String, String> tags = Map.of("gleaner:before-stop", document);
        boolean isBare = document.equals("gleaner-");

        // The bare prefix is a valid name of a document.
        assertThat(step.obstacle(order(tags), Seen.of("running", tags)).isEmpty())
                .isEqualTo(isBare);
        assertThat(step.obstacle(order(TAGGED), Seen.of("running", TAGGED))).isEmpty();
    }

    /** A document must not run for a stop that would not be made. */
    @Test
    void shouldHaveTheObstaclesOfItsStop() {
        ActionStep<ResourceObservation> before =
                InstanceActions.named("resize-instance", CLIENTS).steps().get(0);
        Ec2Instance planned = Seen.instance("running", "m5.xlarge", TAGGED);

        assertThat(before.obstacle(
                        new ActionOrder(
                                "act_1",
                                Seen.order(TAGGED, Map.of()).target(),
                                planned,
                                Map.of("instanceType", "no type")),
                        Seen.of(planned)))
                .get()
                .asString()
                .contains("no valid instance type");
    }

    /** A resize that has its type already stops nothing. */
    @Test
    void shouldNotRunBeforeAStopThatIsNotNeeded() {
        ActionStep<ResourceObservation> before =
                InstanceActions.named("resize-instance", CLIENTS).steps().get(0);
        Ec2Instance.Observation seen = Seen.of("running", TAGGED);

        assertThat(before.evaluateProgress(Seen.order(TAGGED, Map.of("instanceType", "m5.xlarge")), seen, seen))
                .isEqualTo(StepProgress.DONE);
        assertThat(before.evaluateProgress(Seen.order(TAGGED, Map.of("instanceType", "m5.large")), seen, seen))
                .isEqualTo(StepProgress.NOT_YET);
    }

    @Test
    void shouldBeFoundByTheActionAndNotByWhatItUndoes() {
        ActionOrder undo = new ActionOrder(
                "act_" + "0".repeat(32),
                Seen.order(TAGGED, Map.of()).target(),
                Seen.instance("running", "m5.xlarge", TAGGED),
                Map.of(),
                null,
                "act_" + "1".repeat(32));

        assertThat(BeforeStopStep.comment(undo))
                .contains("act_" + "1".repeat(32))
                .doesNotContain("act_0")
                .hasSizeLessThanOrEqualTo(100);
    }

    @Test
    void shouldKeepTheBeginningOfWhatTheDocumentWrote() {
        Ec2Instance.Observation done =
                sent("running", new BeforeStopCommand("c", "gleaner-save", "Failed", "no space"));

        assertThat(step.note(done)).contains("the document gleaner-save is Failed (command c): no space");
        assertThat(step.note(Seen.of("running", TAGGED))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT29S", "PT49H"})
    void shouldNotStartWithATimeThatSystemsManagerDoesNotTake(String timeout) {
        assertThatThrownBy(() -> new BeforeStopStep.Factory(
                        BeforeStopClients.create(CLIENTS), BeforeStopClients.config(timeout)))
                .hasMessageContaining("actuator.before-stop.timeout=" + timeout);
    }

    private StepProgress progress(String state, @Nullable String status) {
        BeforeStopCommand command = status == null ? null : new BeforeStopCommand("c", "gleaner-save", status, "");
        return step.evaluateProgress(order(TAGGED), Seen.of("running", TAGGED), sent(state, command));
    }

    private static Ec2Instance.Observation sent(String state, @Nullable BeforeStopCommand command) {
        return Seen.of(state, TAGGED).withBeforeStop(command);
    }

    private static ActionOrder order(Map<String, String> tags) {
        return Seen.order(tags, Map.of("instanceType", "m5.large"));
    }
}
