package dev.gleaner.actuator.action.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.action.StepProgress;
import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.OfflineClients;
import dev.gleaner.contracts.resource.Arn;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTest {

    private static final ActuatorAwsClients CLIENTS = OfflineClients.create();
    private static final ActionOrder ORDER = new ActionOrder(
            "act_1",
            Arn.instance("us-east-1", "123456789012", "i-1"),
            sighting("running", Instant.EPOCH).instance(),
            Map.of());

    private static final Instant FIRST = Instant.parse("2026-11-24T12:00:00Z");

    /** aws-solutions/instance-scheduler-on-aws#166: marked as stopped, and running. What EC2 shows counts, not its answer. */
    @ParameterizedTest
    @CsvSource({
        "running, false, NOT_YET",
        "stopping, false, UNDER_WAY",
        "stopped, false, DONE",
        "running, true, OVERTAKEN",
        "pending, true, OVERTAKEN",
        "stopped, true, DONE",
        "shutting-down, false, LOST",
        "terminated, false, LOST"
    })
    void shouldNotTakeAStopThatWasAnsweredForDone(String state, boolean startedSince, StepProgress expected) {
        Ec2Instance.Observation now = sighting(state, startedSince ? FIRST.plusSeconds(1) : FIRST);

        assertThat(StopInstance.stop(CLIENTS, (order, shown) -> Optional.empty())
                        .build()
                        .evaluateProgress(ORDER, sighting("running", FIRST), now))
                .isEqualTo(expected);
    }

    /**
     * aws-solutions/instance-scheduler-on-aws#139, aws-solutions/instance-scheduler-on-aws#9,
     * aws-solutions/instance-scheduler-on-aws#504 and ministryofjustice/modernisation-platform#2542: without a grant on the
     * key of its volume a start succeeds, and the instance goes by way of pending back to stopped. The tag said "started".
     */
    @ParameterizedTest
    @CsvSource({
        "stopped, NOT_YET",
        "stopping, NOT_YET",
        "pending, UNDER_WAY",
        "running, DONE",
        "terminated, LOST",
    })
    void shouldNotTakeAStartThatWasAnsweredForDone(String state, StepProgress expected) {
        assertThat(StopInstance.start(CLIENTS)
                        .build()
                        .evaluateProgress(ORDER, sighting("stopped", FIRST), sighting(state, FIRST.plusSeconds(1))))
                .isEqualTo(expected);
    }

    /** A start that was stopped again shows in nothing but the time of the launch. */
    @ParameterizedTest
    @CsvSource({"stopped, false, true", "stopped, true, false", "running, true, false", "terminated, false, false"})
    void shouldHoldOnlyWhileNobodyStartedIt(String state, boolean startedSince, boolean holds) {
        Ec2Instance.Observation now = sighting(state, startedSince ? FIRST.plusSeconds(1) : FIRST);

        assertThat(StopInstance.isStillStopped(sighting("running", FIRST), now)).isEqualTo(holds);
    }

    private static Ec2Instance.Observation sighting(String state, Instant launched) {
        return new Ec2Instance.Observation(new Ec2Instance(state, "m5.xlarge", "ebs", false, null, Map.of()), launched);
    }
}
