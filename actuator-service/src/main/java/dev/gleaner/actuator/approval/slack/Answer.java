package dev.gleaner.actuator.approval.slack;

import dev.gleaner.actuator.approval.DecisionOutcome;
import dev.gleaner.actuator.approval.NotAccepted;
import org.jspecify.annotations.Nullable;

/**
 * What comes of a click. Kept with the request, so that a redelivery gets the same.
 *
 * @param accepted whether it counted as a decision
 * @param text for the person who clicked, absent where the message itself tells
 * @param outcome what became of the decision
 */
record Answer(
        boolean accepted, @Nullable String text, @Nullable DecisionOutcome outcome) {

    static Answer of(DecisionOutcome outcome) {
        String text = outcome.approvals() == null
                ? null
                : "Your yes counts as " + outcome.approvals() + ": a second person has to approve as well.";
        return new Answer(true, text, outcome);
    }

    static Answer notAccepted(NotAccepted problem) {
        return new Answer(false, "Nothing was done: " + problem.getMessage(), null);
    }

    static Answer mayNot() {
        return new Answer(
                false,
                "You may not decide here. Nothing was done. Ask who runs Gleaner to list you as approver.",
                null);
    }
}
