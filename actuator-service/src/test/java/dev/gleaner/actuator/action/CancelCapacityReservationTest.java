package dev.gleaner.actuator.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.aws.AnsweringAws;
import dev.gleaner.actuator.aws.CapacityReservation;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.resource.Arn;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What nobody gets back is given away only when nothing runs in it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CancelCapacityReservationTest {

    private static final CapacityReservation UNUSED = reservation("active", "default", 2, null);
    private static final CapacityReservation.Observation BEFORE = new CapacityReservation.Observation(UNUSED);
    private static final CapacityReservation.Observation GONE = new CapacityReservation.Observation(null);

    @AutoClose
    private final AnsweringAws aws = new AnsweringAws();

    private final ActionDefinition<CapacityReservation.Observation> cancel =
            CancelCapacityReservation.action(aws.clients());

    @Test
    void shouldBeDoneWhenItIsCancelledOrGone() {
        assertThat(progress(BEFORE, observed("cancelled", 0))).isEqualTo(StepProgress.DONE);
        assertThat(progress(BEFORE, GONE)).isEqualTo(StepProgress.DONE);
        assertThat(progress(GONE, GONE)).isEqualTo(StepProgress.NOT_YET);
        assertThat(progress(BEFORE, BEFORE)).isEqualTo(StepProgress.NOT_YET);
        assertThat(progress(BEFORE, observed("active", 1))).isEqualTo(StepProgress.CONTESTED);
    }

    @Test
    void shouldNotCancelWhatSomebodyUsesOrHasToPay() {
        assertThat(obstacle(UNUSED)).isNull();
        assertThat(obstacle(reservation("active", null, 2, null))).isNull();
        assertThat(obstacle(reservation("active", "default", 1, null))).contains("1 of 2 instances run");
        assertThat(obstacle(reservation("expired", "default", 2, null))).contains("is expired");
        assertThat(obstacle(reservation("active", "capacity-block", 2, null))).contains("capacity-block");
        assertThat(obstacle(reservation("active", "default", 2, Instant.parse("2027-01-01T00:00:00Z"))))
                .contains("until 2027-01-01");
        assertThat(cancel.steps().get(0).obstacle(order(), GONE)).isPresent();
    }

    /** Whatever a remedy says of itself. */
    @Test
    void shouldNeverCountAsReversible() {
        assertThat(cancel.isReversible(new Remedy("cancel-capacity-reservation", Map.of(), true, List.of(), "")))
                .isFalse();
        assertThat(cancel.undoName()).isEmpty();
        assertThat(cancel.irreversibleEffects(UNUSED, Map.of())).isNotEmpty();
    }

    private StepProgress progress(CapacityReservation.Observation before, CapacityReservation.Observation now) {
        return cancel.steps().get(0).evaluateProgress(order(), before, now);
    }

    private @Nullable String obstacle(CapacityReservation reservation) {
        return cancel.steps()
                .get(0)
                .obstacle(order(), new CapacityReservation.Observation(reservation))
                .orElse(null);
    }

    private static ActionOrder order() {
        return new ActionOrder(
                "act_1", Arn.parse("arn:aws:ec2:us-east-1:123456789012:capacity-reservation/cr-1"), UNUSED, Map.of());
    }

    private static CapacityReservation.Observation observed(String state, int available) {
        return new CapacityReservation.Observation(reservation(state, "default", available, null));
    }

    private static CapacityReservation reservation(
            String state, @Nullable String type, int available, @Nullable Instant committedUntil) {
        return new CapacityReservation(state, type, "m5.xlarge", 2, available, committedUntil, Map.of());
    }
}
