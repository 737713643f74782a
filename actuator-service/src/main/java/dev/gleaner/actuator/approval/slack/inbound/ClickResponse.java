package dev.gleaner.actuator.approval.slack.inbound;

import dev.gleaner.actuator.approval.DecisionOutcome;
import dev.gleaner.actuator.execution.Action;
import org.jspecify.annotations.Nullable;

/**
 * Response to a click. It is stored with the request, so that a redelivery gets the same response.
 *
 * @param accepted whether the click counted
 * @param text text for the person who clicked; absent if the message itself shows the result
 * @param outcome outcome of the decision
 */
record ClickResponse(
        boolean accepted, @Nullable String text, @Nullable DecisionOutcome outcome) {

    static ClickResponse of(DecisionOutcome outcome) {
        String text = outcome.approvals() == null
                ? null
                : "Your approval counts as " + outcome.approvals() + ": a second person has to approve as well.";
        return new ClickResponse(true, text, outcome);
    }

    static ClickResponse undo(Action undo) {
        return new ClickResponse(
                true, null, new DecisionOutcome(undo.id(), undo.state().text(), undo.dryRun(), null));
    }

    static ClickResponse ask(boolean isOpen) {
        return isOpen
                ? new ClickResponse(true, "The question is posted here in a moment.", null)
                : new ClickResponse(false, "There is nothing left to decide about it.", null);
    }

    static ClickResponse nothing(Throwable problem) {
        return new ClickResponse(false, "Nothing was done: " + problem.getMessage(), null);
    }

    static ClickResponse unknownAction() {
        return new ClickResponse(false, "Nothing was done: there is no such action on this resource", null);
    }

    static ClickResponse elsewhere() {
        return new ClickResponse(
                false,
                "This is not the channel of the resource's owner, so it does not count. Nothing was done.",
                null);
    }

    static ClickResponse mayNotUndo() {
        return new ClickResponse(
                false,
                "You may not undo actions here. Nothing was done. Ask the operators of Gleaner to list you as operator.",
                null);
    }

    static ClickResponse mayNot() {
        return new ClickResponse(
                false,
                "You may not decide here. Nothing was done. Ask the operators of Gleaner to list you as approver.",
                null);
    }
}
