package dev.gleaner.actuator.approval.slack.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** Says in a line what an audit entry says. */
public final class ThreadNoteText {

    private static final String USER = "user:";
    private static final int LONGEST = 1000;

    private ThreadNoteText() {}

    /** The line; empty where people need not hear of it. */
    public static Optional<String> render(ThreadNote note) {
        if (note.repeatedRound() > 0) {
            return Optional.of(":arrows_counterclockwise: It is asked about again, see above.");
        }
        return note.entry().flatMap(ThreadNoteText::render).map(text -> MrkdwnText.truncate(LONGEST, text));
    }

    private static Optional<String> render(ThreadNote.Entry entry) {
        return switch (entry.kind()) {
            case "decided" -> Optional.of(decided(entry));
            case "called" -> Optional.of(action(entry) + ": AWS took the call.");
            case "observed" -> Optional.of(":white_check_mark: " + action(entry) + ": done, and seen to be done.");
            case "undone" -> Optional.of(":leftwards_arrow_with_hook: Taken back by " + action(entry) + ".");
            case "expired" -> Optional.of(":hourglass: Nobody decided in time. Nothing was done.");
            case "refused" -> refused(entry);
            default -> Optional.empty();
        };
    }

    private static String decided(ThreadNote.Entry entry) {
        String who = person(entry.actor());
        JsonNode detail = entry.detail();
        String decision = text(detail, "decision").orElse("");
        return switch (decision) {
            case "approve" ->
                who + " approved"
                        + text(detail, "approvals")
                                .map(count -> ": " + count
                                        + (detail.hasNonNull("action") ? "" : ", another person has to as well"))
                                .orElse("")
                        + ".";
            case "reject" -> who + " rejected it" + why(detail) + ".";
            case "snooze" -> who + " snoozed it" + until(detail) + why(detail) + ".";
            case "keep" -> who + " keeps it as it is" + until(detail) + why(detail) + ".";
            case "undo" -> who + " wants it taken back.";
            case "withdraw" -> who + " withdrew the yes.";
            default -> who + " decided: " + MrkdwnText.escape(decision) + ".";
        };
    }

    /** The reasons of the execution: refused, failed, or only tried. Refusals of people are not told to others. */
    private static Optional<String> refused(ThreadNote.Entry entry) {
        JsonNode detail = entry.detail();
        if (!detail.hasNonNull("action")) {
            return Optional.empty();
        }
        String action = action(entry);
        return text(detail, "dryRun")
                .map(call ->
                        action + ": dry run, nothing was done. It would have called " + MrkdwnText.escape(call) + ".")
                .or(() -> text(detail, "failed").map(why -> ":x: " + action + " failed: " + MrkdwnText.escape(why)))
                .or(() -> text(detail, "reason")
                        .map(why -> ":no_entry: " + action + " refused, nothing was done: " + MrkdwnText.escape(why)));
    }

    private static String action(ThreadNote.Entry entry) {
        return "`" + MrkdwnText.escape(entry.action().orElse("the action")) + "`";
    }

    private static String person(String actor) {
        return MrkdwnText.person(actor.startsWith(USER) ? actor.substring(USER.length()) : actor);
    }

    private static String until(JsonNode detail) {
        return text(detail, "until")
                .map(end -> " until " + MrkdwnText.escape(end))
                .orElse("");
    }

    private static String why(JsonNode detail) {
        return text(detail, "reason").map(why -> ": " + MrkdwnText.escape(why)).orElse("");
    }

    private static Optional<String> text(JsonNode detail, String key) {
        return detail.hasNonNull(key) ? Optional.of(detail.path(key).asText()) : Optional.empty();
    }
}
