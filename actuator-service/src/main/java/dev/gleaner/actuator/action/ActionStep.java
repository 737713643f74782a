package dev.gleaner.actuator.action;

import dev.gleaner.actuator.aws.ResourceObservation;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One AWS call of an action, with its own intent. Only {@link #evaluateProgress} decides whether it is done: a step that is
 * {@link StepProgress#DONE} before its call is made is skipped.
 *
 * @param <O> type of an observation of the target
 */
public interface ActionStep<O extends ResourceObservation> {

    /** Name of the step in the audit. */
    String name();

    /** Name of the AWS call, for the audit and for a person. */
    String call();

    /**
     * Reads what is needed right before the call, and changes nothing. Fails as the call would, or with
     * {@link CallPreconditionException} if the call must not be made. The call follows only if enough time is left.
     */
    default Uni<Void> checkPreconditions(ActionOrder order, O before) {
        return Uni.createFrom().voidItem();
    }

    /** Makes exactly one call, on the state that was read right before, and returns the AWS request id. */
    Uni<String> perform(ActionOrder order, O before);

    /**
     * Whether a repeated call has no second effect, because of a token or a name. A call that is not idempotent is repeated
     * only after a longer time, in which AWS could have shown the effect of the first one.
     */
    default boolean isIdempotent() {
        return true;
    }

    /**
     * Completes what was read of the target by what only this step needs for its progress. Called once the intent is written, so
     * that the call may have been made.
     *
     * @param since when the intent was written, by the clock of the database
     */
    default Uni<O> observe(ActionOrder order, O before, O now, Instant since) {
        return Uni.createFrom().item(now);
    }

    /** What the audit keeps of the end of the step beside the state of the target; empty if there is nothing. */
    default Optional<String> note(O now) {
        return Optional.empty();
    }

    /** The message for a target that somebody else changed after the call. */
    String overtakenMessage();

    /** How far the step is, given the state before the call and the state now. */
    StepProgress evaluateProgress(ActionOrder order, O before, O now);

    /** Why the step must not be made in the current state of the target; empty when it may. */
    default Optional<String> obstacle(ActionOrder order, O now) {
        return Optional.empty();
    }

    /** The same at a time, for a step whose obstacles depend on it. */
    default Optional<String> obstacle(ActionOrder order, O now, Instant time) {
        return obstacle(order, now);
    }

    /** Why the step has to wait in the current state of the target, and until when; empty when it need not wait. */
    default Optional<StepDelay> delay(ActionOrder order, O now, Instant time) {
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
     * Whether it only prepares what follows and changes nothing of the target that could be undone. The action has not begun after it:
     * its approval can be withdrawn, the guards are evaluated again before the next step, and nothing is undone if they object.
     */
    default boolean isPreparation() {
        return false;
    }

    /** How long after its end the next step has to begin, for a preparation; empty if at any time. */
    default Optional<Duration> validity() {
        return Optional.empty();
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

    /** How long it may be in progress, after which it has failed; empty if a step in progress never fails. */
    default Optional<Duration> timeLimit() {
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
