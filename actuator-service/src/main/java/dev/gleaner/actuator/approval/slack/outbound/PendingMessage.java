package dev.gleaner.actuator.approval.slack.outbound;

import dev.gleaner.actuator.approval.slack.client.PostedMessage;
import jakarta.persistence.Tuple;
import java.net.URI;
import java.util.Optional;

/**
 * The message about a resource, which may not tell what it should.
 *
 * @param round of the proposal that it tells about, 0 before the first
 * @param channel where the owner is asked
 * @param isPosted whether it is in Slack
 * @param isOutOfSight whether nobody sees it any more
 * @param hasDecisionButtons whether it shows buttons of a question
 * @param shownHash hash of what it shows
 * @param posted where it is
 * @param responseUrl where Slack takes a new version of it, as long as it does
 * @param changed the last audit entry that it has to tell of
 * @param nudges how often it was clicked on
 * @param attempt to post it that nobody knows the end of
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

    /** Whether it is where the owner is asked; what does not tell where it is can't be elsewhere. */
    boolean isInOwnerChannel() {
        return posted.channel().map(channel::equals).orElse(true);
    }

    /** The same without a message in Slack. */
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
