package dev.gleaner.actuator.approval.slack.format;

import dev.gleaner.actuator.approval.ApprovalParameters;
import dev.gleaner.actuator.execution.Action;
import dev.gleaner.actuator.execution.ActionState;
import dev.gleaner.contracts.audit.Decision;
import java.util.Optional;

/** Describes the outcome of a question, or its state while it can't be answered. */
final class OutcomeText {

    private OutcomeText() {}

    /** Describes the outcome and who decided. */
    static String describe(MessageModel messageModel) {
        if (messageModel.action().isPresent()) {
            return action(messageModel, messageModel.action().get());
        }
        return switch (messageModel.state()) {
            case OPEN, UNPLANNED -> "The plan is being made again, since something changed.";
            case REJECTED -> "Rejected" + by(messageModel, Decision.Kind.REJECT) + ". Nothing was done.";
            case SNOOZED -> "Snoozed" + by(messageModel, Decision.Kind.SNOOZE) + ". Nothing was done.";
            case KEPT -> "Kept as it is" + by(messageModel, Decision.Kind.KEEP) + ". Nothing was done.";
            case EXPIRED -> "Nobody decided in time. Nothing was done.";
            case CLOSED ->
                messageModel.doubted().isEmpty()
                        ? "The waste is gone; there is nothing left to decide."
                        : String.join("\n", FindingBlocks.doubted(messageModel));
            case APPROVED, DONE -> "Approved.";
        };
    }

    /** Describes the state of an action in a line. */
    static String describe(Action action) {
        return "`" + MrkdwnText.escape(action.name()) + "`"
                + ApprovalParameters.describe(action.parameters())
                        .map(entered -> " (" + MrkdwnText.escape(entered) + ")")
                        .orElse("")
                + " approved by " + people(action.decidedBy()) + ": "
                + (isHalf(action) ? ":no_entry: *ended half way*." : stateText(action.state())) + why(action);
    }

    /** Whether the action ended after some of its steps. */
    private static boolean isHalf(Action action) {
        return action.state() == ActionState.REFUSED && action.isUndoable();
    }

    private static String action(MessageModel messageModel, Action action) {
        return describe(action)
                + messageModel.undoOf(action).map(OutcomeText::undo).orElse("") + "\n" + action.id();
    }

    private static String undo(Action undo) {
        String who = "\nUndo by " + people(undo.decidedBy()) + ": ";
        return who + stateText(undo.state()) + why(undo);
    }

    private static String why(Action action) {
        return action.reason()
                .map(reason -> " (" + MrkdwnText.escape(reason) + ")")
                .orElse("");
    }

    private static String stateText(ActionState state) {
        return switch (state) {
            case APPROVED, CLAIMED, INTENT, CALLED -> "under way.";
            case OBSERVED -> ":white_check_mark: *done*, and verified.";
            case UNDONE -> "done, and undone.";
            case REFUSED -> ":no_entry: *refused*, nothing was done.";
            case FAILED -> ":x: *failed*.";
            case DRY_RUN -> "*dry run*, nothing was done.";
        };
    }

    private static String people(String identities) {
        StringBuilder people = new StringBuilder();
        for (String identity : identities.split(", ")) {
            people.append(people.isEmpty() ? "" : " and ").append(MrkdwnText.person(identity));
        }
        return people.toString();
    }

    /** Describes the last decision of this kind, which determines the state of the proposal. */
    private static String by(MessageModel messageModel, Decision.Kind kind) {
        Optional<MessageModel.Vote> vote = messageModel.votes().stream()
                .filter(cast -> cast.decision().decision() == kind)
                .reduce((earlier, later) -> later);
        return vote.map(cast ->
                        " by " + MrkdwnText.person(cast.identity()) + until(cast.decision()) + reason(cast.decision()))
                .orElse("");
    }

    private static String until(Decision decision) {
        return decision.until() == null ? "" : " until " + decision.until();
    }

    private static String reason(Decision decision) {
        return decision.reason() == null ? "" : ": " + MrkdwnText.escape(decision.reason());
    }
}
