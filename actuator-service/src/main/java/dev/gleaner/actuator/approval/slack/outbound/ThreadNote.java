package dev.gleaner.actuator.approval.slack.outbound;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.approval.slack.client.PostedMessage;
import dev.gleaner.actuator.approval.slack.format.MrkdwnText;
import dev.gleaner.contracts.Json;
import jakarta.persistence.Tuple;
import java.util.Optional;

/**
 * Row of {@code slack_note}: a reply in the thread of the message about a resource, or the update of a message that a
 * newer message superseded.
 *
 * @param message the current message about the resource
 * @param superseded the message that has to be updated, for a note of that kind
 * @param entry the audit entry that the reply reports
 * @param repeatedRound round of a question that is asked again; 0 for a reply about an audit entry
 * @param broadcast whether the reply is shown to the whole channel
 */
record ThreadNote(
        long id,
        String target,
        PostedMessage message,
        Optional<PostedMessage> superseded,
        Optional<Entry> entry,
        int repeatedRound,
        boolean broadcast,
        Optional<PostOnce.Attempt> attempt) {

    private static final String USER = "user:";
    private static final int LONGEST = 1000;

    /** Content of an audit entry, with the name of its action. */
    record Entry(String kind, String actor, JsonNode detail, Optional<String> action) {}

    static ThreadNote of(Tuple row) {
        return new ThreadNote(
                row.get("id", Number.class).longValue(),
                row.get("target", String.class),
                PostedMessage.of(row.get("channel", String.class), row.get("ts", String.class)),
                Optional.ofNullable(row.get("left_ts", String.class))
                        .map(ts -> PostedMessage.of(row.get("left_channel", String.class), ts)),
                Optional.ofNullable(row.get("kind", String.class)).map(kind -> entry(kind, row)),
                row.get("again", Number.class).intValue(),
                row.get("loud", Boolean.class),
                PostOnce.Attempt.of(row));
    }

    private static Entry entry(String kind, Tuple row) {
        return new Entry(
                kind,
                row.get("actor", String.class),
                Json.read(row.get("detail", String.class), JsonNode.class),
                Optional.ofNullable(row.get("action_name", String.class)));
    }

    /** Text of the reply; empty for an entry that people do not need to read. */
    Optional<String> text() {
        if (repeatedRound > 0) {
            return Optional.of(":arrows_counterclockwise: The question is asked again, see above.");
        }
        return entry.flatMap(ThreadNote::render).map(text -> MrkdwnText.truncate(LONGEST, text));
    }

    private static Optional<String> render(Entry entry) {
        return switch (entry.kind()) {
            case "decided" -> Optional.of(decided(entry));
            case "called" -> Optional.of(action(entry) + ": AWS accepted the call.");
            case "observed" -> Optional.of(":white_check_mark: " + action(entry) + ": done, and verified.");
            case "undone" -> Optional.of(":leftwards_arrow_with_hook: Undone by " + action(entry) + ".");
            case "expired" -> Optional.of(":hourglass: Nobody decided in time. Nothing was done.");
            case "refused" -> refused(entry);
            default -> Optional.empty();
        };
    }

    private static String decided(Entry entry) {
        String who = person(entry.actor());
        JsonNode detail = entry.detail();
        String decision = text(detail, "decision").orElse("");
        return switch (decision) {
            case "approve" ->
                who + " approved"
                        + text(detail, "approvals")
                                .map(count -> ": " + count
                                        + (detail.hasNonNull("action")
                                                ? ""
                                                : ", another person has to approve as well"))
                                .orElse("")
                        + ".";
            case "reject" -> who + " rejected it" + why(detail) + ".";
            case "snooze" -> who + " snoozed it" + until(detail) + why(detail) + ".";
            case "keep" -> who + " keeps it as it is" + until(detail) + why(detail) + ".";
            case "undo" -> who + " requested its undo.";
            case "withdraw" -> who + " withdrew the approval.";
            default -> who + " decided: " + MrkdwnText.escape(decision) + ".";
        };
    }

    /** Reports why an action was refused, failed or was a dry run. The refusal of a person is not reported to others. */
    private static Optional<String> refused(Entry entry) {
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

    private static String action(Entry entry) {
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
