package dev.gleaner.actuator.action;

import dev.gleaner.actuator.aws.ResourceObservation;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One AWS call of an action, with its own intent. Only {@link #evaluateProgress} decides whether it is done: a step that is
 * {@link StepProgress#DONE} before its call is made is skipped.
 */
public interface ActionStep {

    /** Name of the step in the audit. */
    String name();

    /** Name of the AWS call, for the audit and for a person. */
    String call();

    /**
     * Reads what is needed right before the call, and changes nothing. Fails as the call would, or with
     * {@link CallPreconditionException} if the call must not be made. The call follows only if enough time is left.
     */
    default Uni<Void> checkPreconditions(ActionOrder order, ResourceObservation before) {
        return Uni.createFrom().voidItem();
    }

    /** Makes exactly one call, on the state that was read right before, and returns the AWS request id. */
    Uni<String> perform(ActionOrder order, ResourceObservation before);

    /**
     * Whether a repeated call has no second effect, because of a token or a name. A call that is not idempotent is repeated
     * only after a longer time, in which AWS could have shown the effect of the first one.
     */
    default boolean isIdempotent() {
        return true;
    }

    /** The message for a target that somebody else changed after the call. */
    String overtakenMessage();

    /** How far the step is, given the state before the call and the state now. */
    StepProgress evaluateProgress(ActionOrder order, ResourceObservation before, ResourceObservation now);

    /** Why the step must not be made in the current state of the target; empty when it may. */
    default Optional<String> obstacle(ActionOrder order, ResourceObservation now) {
        return Optional.empty();
    }

    /** The same at a time, for a step whose obstacles depend on it. */
    default Optional<String> obstacle(ActionOrder order, ResourceObservation now, Instant time) {
        return obstacle(order, now);
    }

    /** Why the step has to wait in the current state of the target, and until when; empty when it need not wait. */
    default Optional<StepDelay> delay(ActionOrder order, ResourceObservation now, Instant time) {
        return Optional.empty();
    }

    /**
     * Whether the effect cannot be undone, or the step prepares such a step. Then the approval is checked again: the kill
     * switch was not on since, the change window is open, and the budget is not used up.
     */
    default boolean isIrreversible() {
        return false;
    }

    /**
     * Whether the finding still has to be open. Only for a step whose earlier steps do not resolve the finding themselves.
     */
    default boolean needsFinding() {
        return false;
    }

    /** How long AWS may take for it; empty for the default. */
    default Optional<Duration> observationTimeout() {
        return Optional.empty();
    }

    /** How long to wait after it before the next step begins. */
    default Duration delayAfter(ActionOrder order) {
        return Duration.ZERO;
    }

    /**
     * A step that has to wait for AWS.
     *
     * @param reason for a person; the same text as long as the reason is the same, so that it is audited once
     * @param until when the target is read again
     */
    record StepDelay(String reason, Instant until) {}
}
