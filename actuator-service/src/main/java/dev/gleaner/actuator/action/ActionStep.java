package dev.gleaner.actuator.action;

import dev.gleaner.actuator.aws.ResourceObservation;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;

/**
 * One AWS call of an action, with its own intent. Its own {@link #evaluateProgress} is all that tells whether it was done: a step that
 * shows {@link StepProgress#DONE} before its call is made is skipped.
 */
public interface ActionStep {

    /** Its name in the audit. */
    String name();

    /** The AWS call, for the audit and for people. */
    String call();

    /**
     * Asks what has to be known before the call, on what was seen just before it. It fails as the call would, or with
     * {@link CallPreconditionException} when the answer speaks against the call; changes nothing. The call is made only if it leaves the
     * time for that.
     */
    default Uni<Void> checkPreconditions(ActionOrder order, ResourceObservation before) {
        return Uni.createFrom().voidItem();
    }

    /** Makes the call, one and no more, on what was seen just before; the answer is the AWS request id. */
    Uni<String> perform(ActionOrder order, ResourceObservation before);

    /**
     * Whether AWS takes the same call twice for one, by a token or a name. Before a call that is none such is made again, AWS
     * gets longer to show what came of the first.
     */
    default boolean isIdempotent() {
        return true;
    }

    /** How to say that somebody else changed the target meanwhile. */
    String overtakenMessage();

    /** What has come of it, given what was there before the call. */
    StepProgress evaluateProgress(ActionOrder order, ResourceObservation before, ResourceObservation now);

    /** Why it must not be done to what is seen, although all before it was; empty when nothing is in its way. */
    default Optional<String> obstacle(ActionOrder order, ResourceObservation now) {
        return Optional.empty();
    }

    /**
     * Whether nothing takes back what it does, or it only prepares such a step. Then the yes has to hold anew: the kill switch
     * was not on since, the change window is open, and the budget has room.
     */
    default boolean isIrreversible() {
        return false;
    }

    /** Whether the finding has to be open still, which no earlier step of the action ends by itself. */
    default boolean needsFinding() {
        return false;
    }

    /** How long AWS may take over it; empty for the usual time. */
    default Optional<Duration> observationTimeout() {
        return Optional.empty();
    }

    /** How long the target rests after it, as ordered, before the next step begins. */
    default Duration delayAfter(ActionOrder order) {
        return Duration.ZERO;
    }
}
