package dev.gleaner.actuator.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.aws.Checkpoint;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A host whose cards look idle, and on which somebody's work may still be. */
class GpuEvidenceTest {

    private static final Instant NOW = Case.NOW;

    private final Guards guards = new Guards(
            new SmallRyeConfigBuilder().withMapping(GuardConfig.class).build().getConfigMapping(GuardConfig.class));
    private final Case with = new Case();

    @BeforeEach
    void letCardsBeIdle() {
        with.rule = "idle-gpu";
        with.confirmed = Optional.of(NOW.minusSeconds(60));
        with.lastWork = NOW.minus(Duration.ofHours(30));
        with.lastProcess = NOW.minus(Duration.ofHours(1));
    }

    @Test
    void shouldStopAHostWhoseCardsAreIdleAndFree() {
        assertThat(guards.againstActing(with.situation())).isEmpty();
    }

    /**
     * aws-solutions/instance-scheduler-on-aws#524: the load is low, and a long job or a user is there all the same.
     */
    @Test
    void shouldNotStopAHostOnWhichAProcessIsThereAlthoughItDoesLittle() {
        with.lastProcess = NOW.minus(Duration.ofMinutes(59));

        assertRefused("compute-process", "process");
    }

    @Test
    void shouldStopAHostWhoseLastWorkIsInACheckpoint() {
        with.checkpoint = new Checkpoint.Newest(with.lastWork);

        assertThat(guards.againstActing(with.situation())).isEmpty();
    }

    @Test
    void shouldNotStopAHostWhoseLastWorkIsInNoCheckpoint() {
        with.checkpoint = new Checkpoint.Newest(NOW.minus(Duration.ofHours(30)).minusSeconds(1));

        assertRefused("checkpoint", "newest checkpoint is of");
    }

    @Test
    void shouldNotStopAHostWhoseCheckpointsCannotBeRead() {
        with.checkpoint = new Checkpoint.Unreadable("AccessDenied");

        assertRefused("checkpoint", "AccessDenied");
    }

    @Test
    void shouldNotStopAHostWithCheckpointsOfWhichNobodyKnowsWhenItWorkedLast() {
        with.checkpoint = new Checkpoint.Newest(NOW);
        with.lastWork = null;

        assertRefused("checkpoint", "nobody knows");
    }

    private void assertRefused(String guard, String why) {
        assertThat(guards.againstActing(with.situation())).get().isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.guard()).isEqualTo(guard);
            assertThat(refusal.why()).contains(why);
        });
    }
}
