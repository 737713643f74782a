package dev.gleaner.actuator.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.action.TargetPrecondition;
import dev.gleaner.actuator.aws.evidence.InstanceSessions;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** An instance that looks idle, and on which someone may have a session. */
class OpenSessionTest {

    private final Case with = new Case();

    @Test
    void shouldRefuseWhileSomeoneHasASessionAndNameTheOwner() {
        with.sessions = new InstanceSessions.Open("role DataScientist", Instant.parse("2026-11-24T11:00:00Z"));

        GuardResult.Refusal refusal = refusal(with, true);

        assertThat(refusal.guard()).isEqualTo("open-session");
        assertThat(refusal.reason())
                .isEqualTo("role DataScientist has an open session on it, since 2026-11-24T11:00:00Z");
        assertThat(refusal.lift()).startsWith("End the session");
        assertThat(refusal.isLiftable()).isTrue();
    }

    @Test
    void shouldRefuseWhileTheSessionsCannotBeRead() {
        with.sessions = new InstanceSessions.Unreadable("AccessDeniedException: not allowed");

        assertThat(refusal(with, true).reason())
                .isEqualTo("it is not known whether someone has a session on it: AccessDeniedException: not allowed");
        assertThat(refusal(with, true).lift()).contains("ssm:DescribeSessions", "actuator.guard.sessions=false");
    }

    @Test
    void shouldRefuseIfTheSessionsWereNotRead() {
        with.sessions = new InstanceSessions.Unread();

        assertThat(refusal(with, true).reason()).endsWith("the sessions were not read");
    }

    @Test
    void shouldRefuseAScheduledStopToo() {
        with.schedule = Optional.of("UTC Mon 08:00-18:00");
        with.tags = Map.of("gleaner:schedule", "UTC Mon 08:00-18:00");
        assertThat(evaluator(true).evaluateStart(with.situation())).isEmpty();

        with.sessions = new InstanceSessions.Open("user anna", null);

        assertThat(refusal(with, true).reason()).isEqualTo("user anna has an open session on it");
    }

    /** Any of its instances may be the one that the group ends. */
    @Test
    void shouldRefuseAGroupThatEndsInstances() {
        with.group = Case.twoInstances();
        with.members = List.of(Case.member("i-1"), Case.member("i-2"));
        with.sessions = new InstanceSessions.Open("user anna", null);

        with.demands = Set.of(TargetPrecondition.FREE_MEMBERS);
        assertThat(refusal(with, true).guard()).isEqualTo("open-session");

        with.demands = Set.of(TargetPrecondition.LOSING_NOTHING);
        assertThat(evaluator(true).evaluateStart(with.situation())).isEmpty();
    }

    @Test
    void shouldShowTheSessionBeforeAnyoneIsAsked() {
        with.sessions = new InstanceSessions.Open("user anna", null);

        assertThat(evaluator(true).preview(with.situation()))
                .extracting(GuardResult::guard)
                .containsExactly("open-session");
    }

    @Test
    void shouldNotAskForSessionsWhereTheyAreSwitchedOff() {
        with.sessions = new InstanceSessions.Unread();

        assertThat(evaluator(false).evaluateStart(with.situation())).isEmpty();
    }

    @Test
    void shouldNotAskForSessionsOnAStoppedInstance() {
        with.state = "stopped";
        with.plannedState = "stopped";
        with.sessions = new InstanceSessions.Unread();

        assertThat(evaluator(true).evaluateStart(with.situation())).isEmpty();
    }

    private static GuardResult.Refusal refusal(Case with, boolean sessions) {
        return (GuardResult.Refusal)
                evaluator(sessions).evaluateStart(with.situation()).orElseThrow();
    }

    private static GuardEvaluator evaluator(boolean sessions) {
        return new GuardEvaluator(new SmallRyeConfigBuilder()
                .withMapping(GuardConfig.class)
                .withDefaultValue("actuator.guard.sessions", Boolean.toString(sessions))
                .build()
                .getConfigMapping(GuardConfig.class));
    }
}
