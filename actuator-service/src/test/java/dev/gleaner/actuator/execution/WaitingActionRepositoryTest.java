package dev.gleaner.actuator.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.action.AllActions;
import dev.gleaner.actuator.audit.AuditDraft;
import dev.gleaner.actuator.aws.Ec2Instance;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the kill switch ends for good, by what is done of an action. */
class WaitingActionRepositoryTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration POLL = Duration.ofSeconds(2);
    private static final String TARGET = "arn:aws:ec2:us-east-1:123456789012:instance/i-0123456789abcdef0";

    private final WaitingActionRepository waiting = new WaitingActionRepository(AllActions.registry());

    @Test
    void shouldEndWhatHasNotBegun() {
        Action action = Action.approved(approval("stop-instance", "anna"), null, NOW);
        assertThat(waiting.isEnded(action)).isTrue();

        action.claim("worker", NOW, POLL);
        assertThat(waiting.isEnded(action)).isTrue();
    }

    /** Its call is under way, and is watched to its end. */
    @Test
    void shouldNotEndWhatIsCalled() {
        Action action = Action.approved(approval("stop-instance", "anna"), null, NOW);
        action.claim("worker", NOW, POLL);
        action.markIntended(NOW);
        assertThat(waiting.isEnded(action)).isFalse();

        action.called(NOW, POLL);
        assertThat(waiting.isEnded(action)).isFalse();
    }

    @Test
    void shouldEndAnUndoThatAPersonOrdered() {
        Action original = Action.approved(approval("stop-instance", "anna"), null, NOW);

        assertThat(waiting.isEnded(Action.undoing(original, approval("start-instance", "anna"), NOW)))
                .isTrue();
        assertThat(waiting.isEnded(Action.undoing(original, approval("start-instance", AuditDraft.GLEANER), NOW)))
                .as("of an action that ended between its steps")
                .isFalse();
    }

    /** From its first call to the end of its rest, since what comes then is irreversible. */
    @Test
    void shouldEndAQuarantine() {
        Action action = Action.approved(approval("terminate-instance", "anna"), null, NOW);
        action.claim("worker", NOW, POLL);
        action.markIntended(NOW);
        action.called(NOW, POLL);
        assertThat(waiting.isEnded(action)).isTrue();

        action.advance(false, NOW.plus(Duration.ofDays(7)), NOW);
        assertThat(waiting.isEnded(action)).isTrue();
        assertThat(action.due()).isEqualTo(NOW.plus(Duration.ofDays(7)));
    }

    /** Nothing irreversible is left when the last step is called. */
    @Test
    void shouldNotEndATerminationWhoseLastStepIsCalled() {
        Action action = Action.approved(approval("terminate-instance", "anna"), null, NOW);
        int last = AllActions.registry()
                        .getRecorded("terminate-instance")
                        .steps(action.order())
                        .size()
                - 1;
        for (int step = 0; step < last; step++) {
            action.claim("worker", NOW, POLL);
            action.advance(false, NOW, NOW);
        }
        assertThat(waiting.isEnded(action)).isTrue();

        action.claim("worker", NOW, POLL);
        action.markIntended(NOW);
        action.called(NOW, POLL);
        assertThat(waiting.isEnded(action)).isFalse();
    }

    private static Approval approval(String action, String identity) {
        return new Approval(
                action,
                Map.of(),
                TARGET,
                "finding",
                1,
                "plan",
                1,
                new Ec2Instance("running", "m5.xlarge", "ebs", false, null, Map.of()),
                NOW.plus(Duration.ofDays(3)),
                false,
                identity,
                null,
                null);
    }
}
