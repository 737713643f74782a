package dev.gleaner.actuator.approval.slack.outbound;

import dev.gleaner.actuator.approval.slack.client.PostedMessage;
import jakarta.persistence.Tuple;
import java.net.URI;
import java.util.Optional;

/**
 * Row of {@code slack_message}: the message about a resource, which may be out of date.
 *
 * @param round round of the question that the message shows, 0 before the first
 * @param channel channel in which the owner is asked
 * @param isPosted whether the message is in Slack
 * @param isOutOfSight whether the message is so old that an update would not be noticed
 * @param hasDecisionButtons whether the message shows the buttons of a question
 * @param shownHash hash of the content that the message shows
 * @param posted position of the message in Slack
 * @param responseUrl where Slack accepts a new content of the message, while it does
 * @param changed sequence of the last audit entry about the resource
 * @param nudges number of clicks on the message
 * @param attempt attempt to post the message whose outcome is unknown
 */
record PendingMessage(
        String target,
        int round,
        String channel,
        boolean isPosted,
        boolean isOutOfSight,
        boolean hasDecisionButtons,
        String shownHash,
        PostedMessage posted,
        Optional<URI> responseUrl,
        long changed,
        int nudges,
        Optional<PostOnce.Attempt> attempt) {

    static PendingMessage of(Tuple row) {
        return new PendingMessage(
                row.get("target", String.class),
                row.get("round", Number.class).intValue(),
                row.get("room", String.class),
                row.get("state", String.class).equals("posted"),
                row.get("far_up", Boolean.class),
                row.get("asks", Boolean.class),
                Optional.ofNullable(row.get("shown", String.class)).orElse(""),
                PostedMessage.of(row.get("channel", String.class), row.get("ts", String.class)),
                Optional.ofNullable(row.get("open_url", String.class)).map(URI::create),
                row.get("changed", Number.class).longValue(),
                row.get("nudges", Number.class).intValue(),
                PostOnce.Attempt.of(row));
    }

    /** Whether the message is in the channel of the owner. A message whose position is unknown counts as being there. */
    boolean isInOwnerChannel() {
        return posted.channel().map(channel::equals).orElse(true);
    }

    /** Returns the same row without a message in Slack. */
    PendingMessage withoutPost() {
        return new PendingMessage(
                target,
                round,
                channel,
                false,
                false,
                false,
                "",
                PostedMessage.UNKNOWN,
                Optional.empty(),
                changed,
                nudges,
                attempt);
    }
}
