package dev.gleaner.actuator.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.AnsweringAws;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.OfflineClients;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.support.InstanceActions;
import dev.gleaner.actuator.support.Seen;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CallsTest {

    private static final ActuatorAwsClients CLIENTS = OfflineClients.create();
    private static final Map<String, String> TAGS = Map.of();
    private static final Map<String, String> PARAMETERS = Map.of(
            "instanceType",
            "m5.large",
            "on",
            "Mon 08:00-18:00",
            "zone",
            "UTC",
            "quarantineDays",
            "7",
            "team",
            "vision");

    /** All steps on an instance that call EC2. */
    static Stream<Arguments> steps() {
        return InstanceActions.all(CLIENTS).stream().flatMap(action -> {
            List<ActionStep<ResourceObservation>> steps = action.steps(Seen.order(TAGS, PARAMETERS));
            return IntStream.range(0, steps.size())
                    .filter(place -> steps.get(place).call().startsWith("ec2:"))
                    .mapToObj(place -> Arguments.of(action.name(), place));
        });
    }

    /**
     * cloud-custodian/cloud-custodian#4145: marked for one operation, done by another. What a person was shown is what is
     * called, for the instance that they were shown, and no other call changes anything.
     */
    @ParameterizedTest
    @MethodSource("steps")
    void shouldCallWhatWasApproved(String action, int place) {
        try (AnsweringAws aws = new AnsweringAws()) {
            aws.answer("", 200, "<Response/>");
            ActionOrder order = Seen.order(TAGS, PARAMETERS);
            ActionStep<ResourceObservation> step =
                    InstanceActions.named(action, aws.clients()).steps(order).get(place);
            Ec2Instance.Observation before = Seen.of(
                    "stopped", Map.of("gleaner:quarantined", "act_1", "gleaner:schedule", "x", "team", "vision"));

            aws.on(() -> step.perform(order, before));

            assertThat(aws.agents()).as("one request").hasSize(1);
            assertThat(aws.requests(step.call().substring("ec2:".length())))
                    .singleElement()
                    .asString()
                    .contains("=i-1");
        }
    }

    @Test
    void shouldTerminateByTheLastStepOfOneActionAlone() {
        List<ActionDefinition<ResourceObservation>> terminating = InstanceActions.all(CLIENTS).stream()
                .filter(action ->
                        action.steps().stream().anyMatch(step -> step.call().equals("ec2:TerminateInstances")))
                .toList();

        assertThat(terminating).extracting(ActionDefinition::name).containsExactly("terminate-instance");
        assertThat(terminating.get(0).steps())
                .extracting(ActionStep::call)
                .containsExactly(
                        "ssm:SendCommand",
                        "ec2:StopInstances",
                        "ec2:CreateTags",
                        "ec2:CreateImage",
                        "ec2:TerminateInstances");
    }

    @Test
    void shouldNameAnUndoThatExists() {
        List<ActionDefinition<ResourceObservation>> all = InstanceActions.all(CLIENTS);
        Map<Boolean, List<ActionDefinition<ResourceObservation>>> byKind =
                all.stream().collect(java.util.stream.Collectors.partitioningBy(ActionDefinition::isUndo));

        assertThat(byKind.get(false))
                .allSatisfy(action -> assertThat(byKind.get(true))
                        .extracting(ActionDefinition::name)
                        .contains(action.undoName().orElseThrow()));
        assertThat(all).extracting(ActionDefinition::name).doesNotHaveDuplicates();
    }
}
