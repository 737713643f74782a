package dev.gleaner.actuator.approval.slack;

import dev.gleaner.actuator.approval.DecisionOutcome;
import dev.gleaner.actuator.execution.Action;
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

    static Answer undo(Action undo) {
        return new Answer(
                true, null, new DecisionOutcome(undo.id(), undo.state().text(), undo.dryRun(), null));
    }

    static Answer ask(boolean isOpen) {
        return isOpen
                ? new Answer(true, "It is asked about here in a moment.", null)
                : new Answer(false, "There is nothing left to decide about it.", null);
    }

    static Answer nothing(Throwable problem) {
        return new Answer(false, "Nothing was done: " + problem.getMessage(), null);
    }

    static Answer unknownAction() {
        return new Answer(false, "Nothing was done: there is no such action on this resource", null);
    }

    static Answer elsewhere() {
        return new Answer(
                false,
                "This is not the channel of the resource's owner, so it does not count. Nothing was done.",
                null);
    }

    static Answer mayNotUndo() {
        return new Answer(
                false,
                "You may not take actions back here. Nothing was done. Ask who runs Gleaner to list you as operator.",
                null);
    }

    static Answer mayNot() {
        return new Answer(
                false,
                "You may not decide here. Nothing was done. Ask who runs Gleaner to list you as approver.",
                null);
    }
}
